import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

test("traffic is started by the form, belongs to the run, and is stopped; charts show it, go to a time and are exported", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.tab("Traffic").click();
  await lab.unfold("Traffic that comes again");
  const form = page.getByRole("form", { name: "Traffic that comes again" });
  await form.getByLabel("Every").fill("5");
  await form.getByRole("button", { name: "Start" }).click();
  const list = page.getByRole("list", { name: "Generators of this run" });
  await expect(list.getByRole("listitem")).toContainText("every 5 ms a transaction from any node, to any PFS that is offered");
  await lab.until("it has opened some", ({ counters }) => counters.transactionsOpen >= 3);
  await list.getByRole("button", { name: "Stop traffic load" }).click();
  await expect(list.getByRole("listitem")).toContainText("has ended");

  await lab.tab("Charts").click();
  const chart = page.getByRole("figure", { name: "Open transactions" });
  await expect(chart).toContainText("at most");
  await chart.getByRole("button", { name: "Values" }).click();
  await expect(chart.getByRole("region", { name: "Values of Open transactions" }).getByRole("row").nth(1)).toBeVisible();
  for (const [form_, start] of [["CSV", "from_us,until_us,transactions"], ["JSON", "{"], ["SVG", "<?xml"], ["PNG", "\u0089PNG"]] as const) {
    const download = page.waitForEvent("download");
    await chart.getByRole("button", { name: "Export Open transactions" }).click();
    await page.getByRole("menuitem", { name: new RegExp(`^${form_}`) }).click();
    expect(readFileSync(await (await download).path(), "latin1").startsWith(start)).toBe(true);
  }

  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await lab.until("it stands still", ({ playing }) => !playing);
  const before = (await lab.frame())!.nowUs;
  const slider = chart.getByRole("slider");
  await slider.focus();
  await slider.press("Home");
  await slider.press("ArrowRight");
  await slider.press("Enter");
  await lab.until("it went back in time", ({ nowUs }) => nowUs < before / 2);
  expect(lab.complaints).toEqual([]);
});
