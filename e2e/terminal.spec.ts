import { expect, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

test("[DBG-01] [TX-06] a shell from node to node: lines, streamed output, Ctrl+C, history, Ctrl+D", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await page.getByText("A shell sees what its node knows").first().click();
  await lab.until("the scenario's shells are open", (frame) => frame.transactions.length === 2 && frame.transactions.every(({ state }) => state !== "opening"));
  const inspector = lab.inspector();
  await inspector.getByRole("tab", { name: /^guard/ }).click();
  await expect(inspector.getByRole("log", { name: "Shell of A at pfsC" })).toContainText("-- states, round 1 at");

  await inspector.getByRole("button", { name: "Open shell" }).click();
  const line = inspector.getByRole("textbox", { name: "Line for pfsC" });
  await expect(line).toBeFocused();
  await expect(line).toHaveAttribute("placeholder", "help", { timeout: 20_000 });
  const log = inspector.getByRole("log", { name: "Shell of A at pfsC" });
  await line.fill("route pfsC");
  await line.press("Enter");
  await expect(log).toContainText("pfsC> route pfsC");
  await expect(log).toContainText("offered here", { timeout: 20_000 });

  await line.fill("watch 20ms stats");
  await line.press("Enter");
  await expect(log).toContainText("-- stats, round 3 at", { timeout: 20_000 });
  await line.press("Control+c");
  await expect(log).toContainText("^C");
  await expect(line).toHaveAttribute("placeholder", "help", { timeout: 20_000 });
  const { nowUs } = (await lab.frame())!;
  await line.press("ArrowUp");
  await expect(line).toHaveValue("watch 20ms stats");
  await line.press("ArrowUp");
  await expect(line).toHaveValue("route pfsC");
  await line.press("ArrowDown");
  await line.press("ArrowDown");
  await expect(line).toHaveValue("");
  await lab.until("nothing streams any more", (frame) => frame.nowUs > nowUs + 100_000);
  const { shell } = (await lab.frame())!;
  expect(shell!.entries.at(-1)!.atUs).toBeLessThan(nowUs + 50_000);

  await line.press("Control+d");
  await expect(inspector.getByRole("status").filter({ hasText: "Closed." })).toBeVisible({ timeout: 20_000 });
  await lab.until("it is closed both ways", (frame) => frame.transactions.some(({ name, state }) => name === shell!.name && state === "closed"));
  expect(lab.complaints).toEqual([]);
});

test("[DBG-01] [LINK-02] a refusal says by whom and why; after a cut a shell can be opened again over another way", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await page.getByText("The first hop that does not trust its neighbour").first().click();
  await lab.until("the shell is refused", (frame) => frame.transactions.some(({ name, state }) => name === "stranger" && state === "refused"));
  await expect(lab.inspector().getByRole("row", { name: /^Shells refused taken/ })).toBeVisible();
  await lab.click({ node: "A" });
  await expect(lab.inspector().getByText("C refused it: no right.")).toBeVisible();

  await page.getByText("A shell dies with its way").first().click();
  await lab.until("the shell is aborted", (frame) => frame.transactions.some(({ name, state }) => name === "watcher" && state === "aborted"));
  await lab.click({ node: "A" });
  await lab.inspector().getByRole("tab", { name: /^watcher/ }).click();
  await expect(lab.inspector().getByText(/It was aborted: .* Link B–C is cut/)).toBeVisible();
  await lab.inspector().getByRole("button", { name: "Open again" }).click();
  await expect(lab.inspector().getByRole("log", { name: "Shell of A at pfsD" })).toContainText("The prompt is there.", { timeout: 20_000 });
  expect(lab.complaints).toEqual([]);
});
