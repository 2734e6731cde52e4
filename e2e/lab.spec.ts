import { expect, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

test("the page opens already running: six nodes, a clock that moves, one sentence", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  const before = (await lab.frame())!.nowUs;
  await lab.until("the clock moves", (frame) => frame.nowUs > before);
  await expect(page.getByRole("button", { name: /^Node [A-F], / })).toHaveCount(6);
  await expect(page.getByRole("status").filter({ hasText: "Click a link to cut it." })).toBeVisible();
  await lab.until("spans have spread", (frame) => frame.tree !== null && frame.counters.spansOpen > 20);
  expect(lab.complaints).toEqual([]);
});

test("[ROUTE-05] [SPAN-08] a click cuts a link and the transaction aborts at both ends; a second click heals it", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.until("A talks to D", (frame) => frame.transactions.some(({ name, state }) => name === "talk" && state === "open"));

  await lab.click({ link: "B-C" });
  await expect(lab.link("B", "C")).toHaveAccessibleName(/cut/);
  await lab.until("the transaction is aborted", (frame) => frame.transactions.some(({ name, state }) => name === "talk" && state === "aborted"));
  await expect(page.getByRole("status").filter({ hasText: "B–C was cut" }).or(page.getByRole("status").filter({ hasText: "aborted" })).first()).toBeVisible();

  await lab.filterEvents("aborted");
  await expect(lab.events(/A's transaction talk to pfsD is aborted/).first()).toBeVisible();
  await expect(lab.events(/D('s| |,).*aborted/).first()).toBeVisible();

  await lab.filterEvents("");
  await lab.click({ link: "B-C" });
  await expect(lab.link("B", "C")).toHaveAccessibleName(/open/, { timeout: 30_000 });
  await lab.until("every span found its way again", (frame) => frame.counters.spansOpen >= 28);
  expect((await lab.frame())!.counters.violations).toBe(0);
  expect(lab.complaints).toEqual([]);
});

test("[WIRE-04] an injected message can be opened and read byte by byte", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.tab("Traffic").click();
  await lab.unfold("Raw bytes");
  await page.getByRole("combobox", { name: "Start from" }).selectOption("DOM_ECHO, one-way");
  const hex = page.getByRole("textbox", { name: "Bytes in hex" });
  await expect(hex).toHaveValue(/^32 ?48/);
  await page.getByRole("button", { name: "Inject" }).click();

  await lab.filterEvents("one-way");
  const row = lab.events(/one-way/).first();
  await expect(row).toBeVisible({ timeout: 30_000 });
  await row.click();

  const inspector = lab.inspector();
  await expect(inspector.getByRole("heading", { name: /^Message \d+/ })).toBeVisible();
  await expect(inspector.locator(".hex-row").first()).toContainText("32");
  const msgid = inspector.getByRole("row", { name: /^hdr_crc/ });
  await expect(msgid).toHaveAttribute("data-crc", "good");
  await msgid.hover();
  await expect(inspector.locator(".hex-run[data-lit]")).toHaveCount(1);
  await expect(inspector.locator(".hex-run[data-lit] .hex-byte")).toHaveCount(4);
  // The other way round: pointing at bytes lights their field.
  await inspector.locator(".hex-run").first().hover();
  await expect(inspector.locator("tr[data-lit]")).toContainText("magic");
  expect(lab.complaints).toEqual([]);
});

test("[TX-07] raw bytes with a wrong counter kill the link, and the rule is named", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.until("links are open", (frame) => frame.counters.spansOpen >= 28);
  await lab.tab("Traffic").click();
  await lab.unfold("Raw bytes");
  await page.getByRole("combobox", { name: "Start from" }).selectOption("LNK_PING");
  await expect(page.getByRole("textbox", { name: "Bytes in hex" })).toHaveValue(/^32 ?48/);
  await page.getByRole("radio", { name: "raw", exact: true }).check();
  await page.getByRole("button", { name: "Inject" }).click();
  await lab.filterEvents("WIRE-07");
  await expect(lab.events(/./).first()).toBeVisible({ timeout: 30_000 });
});
