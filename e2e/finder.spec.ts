import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

/** A topology of its own: small, so that a case takes a moment. */
async function ring(page: Page, nodes: number): Promise<Lab> {
  const lab = new Lab(page);
  await lab.open();
  await lab.tab("Topology").click();
  await page.getByRole("combobox", { name: "Shape" }).selectOption("ring");
  await page.getByRole("spinbutton", { name: "Nodes" }).fill(String(nodes));
  await page.getByRole("button", { name: "Build and run" }).click();
  await lab.until("the ring is there", (frame) => frame.nodeStates.length === nodes && frame.nowUs > 0);
  return lab;
}

async function hunt(page: Page, cases: number): Promise<void> {
  await page.getByRole("spinbutton", { name: "Cases" }).fill(String(cases));
  await page.getByRole("button", { name: /^(Start the hunt|Hunt again)$/ }).click();
}

test("[TX-02] [SPAN-08] a failure is found, made smaller, and opened at the moment in which the check is violated", async ({ page }) => {
  const lab = await ring(page, 4);
  await lab.tab("Faults").click();
  await page.getByRole("button", { name: "Find me a failure" }).click();
  const dialog = page.getByRole("dialog", { name: "Find me a failure" });
  await dialog.getByRole("checkbox", { name: /^Spanid reused too early/ }).check();
  const before = (await lab.frame())!.nowUs;
  await hunt(page, 30);
  await expect(dialog.getByRole("heading", { name: /^A failure: seed \d+/ })).toBeVisible({ timeout: 40_000 });
  expect((await lab.frame())!.nowUs, "the lab goes on meanwhile").toBeGreaterThan(before);
  await expect(dialog.getByRole("button", { name: "Open at the violation" })).toBeVisible({ timeout: 40_000 });
  const claim = await dialog.getByText("Violated", { exact: true }).locator("+ dd").innerText();
  const [, from, to] = /^From (\d+) commands .* to (\d+) commands? on/.exec(await dialog.getByText(/^From \d+ commands/).innerText())!;
  expect(Number(to)).toBeLessThanOrEqual(6);
  expect(Number(from)).toBeGreaterThan(Number(to));
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Save as run file" }).click();
  expect((await download).suggestedFilename()).toMatch(/^spanscope-failure-seed-\d+\.json$/);

  await dialog.getByRole("button", { name: "Open at the violation" }).click();
  await expect(dialog).toHaveCount(0);
  await lab.until("it stands at the violation", (frame) => !frame.playing && frame.checks.some(({ state }) => state === "violated"));
  const light = page.getByRole("tabpanel", { name: "Checks" }).getByRole("listitem").filter({ hasText: claim });
  await expect(light).toContainText("violated");
  expect((await lab.frame())!.checks.filter(({ state }) => state === "violated").map((check) => check.claim)).toEqual([claim]);
  expect(lab.complaints).toEqual([]);
});

test("on the correct engine every check holds, and what was exercised is said; a hunt can be cancelled at any time, and ends with its dialog", async ({ page }) => {
  const lab = await ring(page, 3);
  await page.keyboard.press("Shift+H");
  const dialog = page.getByRole("dialog", { name: "Find me a failure" });
  await hunt(page, 2);
  await expect(dialog.getByRole("heading", { name: /^Every check (that judged anything )?held$/ })).toBeVisible({ timeout: 40_000 });
  await expect(dialog.getByRole("status")).toHaveText(/^2 cases, .* of simulated time, .* messages: every check (held|that judged anything held \(\d+ never did\)), and everything settled/);
  await expect(dialog.getByRole("row", { name: /^A transaction never changes its path [1-9]/ })).toBeVisible();

  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]).include(".dialog").analyze();
  expect(violations.map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target.join(" ")).join(", ")}`)).toEqual([]);

  await hunt(page, 100_000);
  await expect.poll(() => page.workers().filter((worker) => worker.url().includes("hunt-worker")).length).toBeGreaterThan(0);
  await expect(dialog.getByText(/^seed \d+, for/).first()).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).press("Enter");
  await expect(dialog.getByRole("heading", { name: "Cancelled" })).toBeVisible();
  await expect.poll(() => page.workers().filter((worker) => worker.url().includes("hunt-worker")).length).toBe(0);

  await hunt(page, 100_000);
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect.poll(() => page.workers().filter((worker) => worker.url().includes("hunt-worker")).length).toBe(0);
  expect(lab.complaints).toEqual([]);
});
