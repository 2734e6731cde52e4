import { expect, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

test("an engine that does not come back is said to stand still, and another takes its place when one starts again", async ({ page }) => {
  await page.clock.install(); // the page's beats, not the worker's time
  const lab = new Lab(page);
  await lab.open();
  const [engine] = page.workers();
  // The engine's thread goes round for ever, as in a step that never comes to its end.
  await engine!.evaluate(() => void setTimeout(() => {
    for (;;);
  }));
  const notice = page.getByRole("region", { name: "Notices" }).getByText("The engine stands still");
  await expect(async () => {
    await page.clock.runFor(4_000);
    await expect(notice).toBeVisible({ timeout: 100 });
  }).toPass();
  await page.getByRole("region", { name: "Notices" }).getByRole("button", { name: "Start again" }).click();
  await expect(notice).toBeHidden();
  const { nowUs } = (await lab.frame())!;
  await lab.until("the new engine goes on", (frame) => frame.nowUs > nowUs);
  await expect.poll(() => page.workers().includes(engine!), { message: "the old one is ended" }).toBe(false);
  // What was asked of the old one ends quietly, and the lists are filled by the new one.
  expect(lab.complaints).toEqual([]);
  await expect(page.getByRole("list", { name: "Events, oldest first" }).getByRole("button").first()).toBeVisible();
});
