import { expect, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

test("[ROUTE-04] a forbidden variant is marked, caught by a check, and turned off again", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await page.getByRole("button", { name: /^A hop that re-routes silently is caught/ }).click();
  const badge = page.getByRole("button", { name: /^Variant on: Silent re-route by hops/ });
  await expect(badge).toBeVisible();
  await page.getByRole("slider", { name: "Speed" }).press("End");
  await lab.tab("Checks").click();
  await lab.until("the check has caught it", (frame) => frame.checks.some(({ name, state }) => name === "same-path" && state === "violated"));

  await badge.click();
  const turn = page.getByRole("switch", { name: "Silent re-route by hops" });
  await expect(turn).toBeChecked();
  await expect(page.getByRole("button", { name: /ROUTE-04/ }).first()).toBeVisible();
  await turn.press("Space");
  await expect(badge).toHaveCount(0);
  await lab.until("both ends hear of the cut", (frame) => frame.transactions.some(({ name, state }) => name === "talk" && state === "aborted"));
  expect((await lab.frame())!.checks.filter(({ state }) => state === "violated")).toEqual([]);
  expect(lab.complaints).toEqual([]);
});

test("a variant that never lets a run end: it stands still and says why", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await page.getByRole("button", { name: /^Without a maximum distance it never ends/ }).click();
  await lab.until("it has begun", (frame) => frame.nowUs > 0);
  await page.getByRole("slider", { name: "Speed" }).press("End");
  await expect(page.getByText(/The run stands still: it has 340000 rows/)).toBeVisible({ timeout: 40_000 });
  await lab.until("it is paused", (frame) => !frame.playing);
  expect(lab.complaints).toEqual([]);
});

test("[LINK-05] [SPAN-02] a filter and a weight are set at an end of a link", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await page.getByRole("button", { name: /^A filter keeps spans out, and only there/ }).click();
  const end = page.getByRole("region", { name: "B asks C" });
  await expect(end.getByText("labels data-?")).toBeVisible();
  await expect(end.getByText("2 spans")).toBeVisible({ timeout: 30_000 });

  await end.getByRole("textbox", { name: "Labels" }).fill("*s");
  await end.getByRole("textbox", { name: "Labels" }).press("Enter");
  await expect(end.getByText("labels *s")).toBeVisible({ timeout: 30_000 });
  await expect(end.getByText("3 spans")).toBeVisible({ timeout: 30_000 });
  await lab.filterEvents("logs from C");
  await expect(lab.events(/^.*B hears of logs from C/).first()).toBeVisible({ timeout: 30_000 });

  await end.getByRole("button", { name: "Close its CONN" }).click();
  await expect(end.getByRole("button", { name: "Open its CONN" })).toBeVisible({ timeout: 30_000 });
  await end.getByRole("spinbutton", { name: "Weight at B" }).fill("7");
  await end.getByRole("button", { name: "Set" }).click();
  await expect(page.getByRole("row", { name: /^Weight 7 1/ })).toBeVisible({ timeout: 30_000 });
  expect(lab.complaints).toEqual([]);
});

test("[SPAN-05] [SPAN-06] a leaf is added behind a controller, and tells a status that everybody hears", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.click({ node: "C" }, "right");
  await page.getByRole("menuitem", { name: /^Add a leaf here/ }).click();
  const form = page.getByRole("dialog", { name: "A leaf behind C" });
  await form.getByRole("textbox", { name: "Name" }).fill("leaf");
  await form.getByRole("textbox", { name: "Label" }).fill("mount");
  await form.getByRole("textbox", { name: "Label" }).press("Enter");
  await expect(page.getByRole("button", { name: /^Node leaf, leaf/ })).toBeVisible();
  await lab.until("its PFS is offered", (frame) => frame.pfs.some(({ label }) => label === "mount"));

  await lab.settled();
  await lab.click({ node: "leaf" });
  await lab.unfold("Status update");
  await page.getByRole("textbox", { name: "Text", exact: true }).fill("going home");
  await page.getByRole("combobox", { name: "Type" }).first().selectOption("SLAVE");
  await page.getByRole("button", { name: "Tell everybody" }).click();
  await expect(lab.inspector().getByText("“going home” · status 1 · SLAVE").first()).toBeVisible({ timeout: 30_000 });
  await lab.filterEvents("mount has status");
  await expect(lab.events(/mount has status 0x1 and is a SLAVE/).first()).toBeVisible({ timeout: 40_000 });
  expect(lab.complaints).toEqual([]);
});
