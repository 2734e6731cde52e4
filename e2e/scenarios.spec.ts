import { expect, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

test("[ROUTE-04] the claim of a scenario is checked while it runs", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await page.getByRole("button", { name: /A transaction never changes its path/ }).click();
  await lab.until("the scenario is loaded", (frame) => frame.expectations.length > 3);
  await lab.tab("Checks").click();
  await lab.until("what is claimed of the abort is met", (frame) => frame.expectations.filter(({ state }) => state === "met").length >= 4);
  const frame = (await lab.frame())!;
  expect(frame.expectations.filter(({ state }) => state === "failed")).toEqual([]);
  expect(frame.checks.filter(({ state }) => state === "violated")).toEqual([]);
});

test("a topology of two hundred nodes is built, runs and stays usable", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await page.getByRole("button", { name: /Two hundred nodes/ }).click();
  await lab.until("announcements cross it", (frame) => frame.nodeStates !== undefined && frame.counters.spansOpen > 1_500);
  await lab.settled();
  await lab.click({ node: "n1" });
  await expect(lab.inspector().getByRole("heading").first()).toContainText(/n1/i);
  expect(lab.complaints).toEqual([]);
});
