import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

for (const colorScheme of ["dark", "light"] as const) {
  test(`axe finds nothing in the ${colorScheme} page, with every panel open in turn`, async ({ page }) => {
    test.slow(); // axe looks at the whole page seven times
    await page.emulateMedia({ colorScheme });
    const lab = new Lab(page);
    await lab.open();
    await lab.until("A talks to D", (frame) => frame.transactions.some(({ state }) => state === "open"));
    await page.getByRole("button", { name: "Pause" }).click();
    for (const target of [{ node: "B" }, { link: "B-C" }] as const) {
      await lab.click(target);
      await expect(lab.inspector().getByRole("heading").first()).toBeVisible();
    }
    for (const name of ["Topology", "Traffic", "Faults", "Scenarios", "Sequence", "Transactions", "Locks", "Checks", "Events"]) {
      await lab.tab(name).click();
      const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]).analyze();
      expect(found.violations.map(({ id, nodes }) => `${name}: ${id} ${nodes.map((node) => node.target.join(" ")).join(", ")}`)).toEqual([]);
    }
  });
}

test("by keyboard alone: cut a link, see the abort, heal it", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.until("A talks to D", (frame) => frame.transactions.some(({ state }) => state === "open"));
  const bc = lab.link("B", "C");
  await bc.focus();
  await page.keyboard.press("Enter");
  await expect(bc).toHaveAccessibleName(/cut/);
  await lab.until("aborted", (frame) => frame.transactions.some(({ state }) => state === "aborted"));
  await expect(page.getByRole("status").filter({ hasText: /cut|aborted/ }).first()).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(bc).toHaveAccessibleName(/open/, { timeout: 30_000 });
  expect(lab.complaints).toEqual([]);
});

test("a narrow screen shows the stage, and the panels as drawers", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const lab = new Lab(page);
  await lab.open();
  await lab.click({ link: "B-C" });
  await expect(lab.link("B", "C")).toHaveAccessibleName(/cut/);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wider, "nothing sticks out to the side").toBeLessThanOrEqual(0);
});
