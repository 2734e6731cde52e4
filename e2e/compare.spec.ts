import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

test("two runs side by side: one time, the first difference, what each cost; leaving returns to the run as it was", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await lab.until("it stands still", ({ playing }) => !playing);
  const { digest, nowUs } = (await lab.frame())!;

  await lab.tab("Compare").click();
  const form = page.getByRole("form", { name: "What stands against this run" });
  await form.getByLabel("Against", { exact: true }).selectOption("the same with another variant");
  await form.getByRole("button", { name: "Compare" }).click();
  await expect(page.getByRole("region", { name: "This run" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Against it" })).toBeVisible();
  await expect(page.getByRole("heading", { name: /^First difference: row \d+/ })).toBeVisible();
  const costs = page.getByRole("table", { name: "What each cost" });
  await expect(costs.getByRole("row", { name: /^spans relayed/ })).toContainText("+");

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export as CSV" }).click();
  expect(readFileSync(await (await download).path(), "utf8")).toContain("cost,left,right,difference,ratio");
  await page.getByRole("button", { name: "Go there" }).click();
  await expect(page.getByRole("slider", { name: "Time of both" })).toHaveAttribute("aria-valuetext", /^0\.061/);

  await page.getByRole("button", { name: "End the comparison" }).click();
  await lab.tab("Stage").click();
  const after = (await lab.frame())!;
  expect([after.digest, after.nowUs]).toEqual([digest, nowUs]);
  expect(lab.complaints).toEqual([]);
});
