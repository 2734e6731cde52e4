import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];

/** What axe finds within a part of the page, as one line each. */
async function found(page: Page, where: string, within?: string): Promise<string[]> {
  const builder = new AxeBuilder({ page }).withTags(RULES);
  const { violations } = await (within === undefined ? builder : builder.include(within)).analyze();
  return violations.map(({ id, nodes }) => `${where}: ${id} ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

/** Every tab of a list of tabs, as the page has them: a new one is looked at by itself. */
async function throughTabs(page: Page, within: string): Promise<string[]> {
  const tabs = page.locator(`${within} > [role=tablist] [role=tab], ${within} > .bottom-head [role=tab]`);
  const faults: string[] = [];
  const count = await tabs.count();
  expect(count, `${within} has tabs`).toBeGreaterThan(1);
  for (let at = 0; at < count; at++) {
    const tab = tabs.nth(at);
    await tab.click();
    await expect(tab).toHaveAttribute("aria-selected", "true");
    await expect(page.locator(`${within} > [role=tabpanel]:not([data-state=inactive])`).first()).toBeVisible();
    faults.push(...(await found(page, `${within} ${await tab.innerText()}`, within)));
  }
  return faults;
}

async function talking(page: Page, colorScheme: "dark" | "light"): Promise<Lab> {
  await page.emulateMedia({ colorScheme });
  const lab = new Lab(page);
  await lab.open();
  await lab.until("A talks to D", (frame) => frame.transactions.some(({ state }) => state === "open"));
  await page.getByRole("button", { name: "Pause" }).click();
  // a paused message may lie upon what is to be clicked: on to the moment in which the first element arrives
  await lab.until("it stands", (frame) => !frame.playing);
  for (let event = 0; event < 200 && !(await lab.isFree({ node: "B" }) && (await lab.isFree({ link: "B-C" }))); event++) {
    const { sequence } = (await lab.frame())!;
    await page.keyboard.press(".");
    await lab.until("an event on", (frame) => frame.sequence > sequence);
  }
  return lab;
}

for (const colorScheme of ["dark", "light"] as const) {
  test(`axe finds nothing in the ${colorScheme} page: inspectors, every tab, every table`, async ({ page }) => {
    test.slow(); // axe looks at some thirty pictures
    const lab = await talking(page, colorScheme);
    for (const target of [{ node: "B" }, { link: "B-C" }] as const) {
      await lab.click(target);
      await expect(lab.inspector().getByRole("heading").first()).toBeVisible();
      expect(await found(page, JSON.stringify(target))).toEqual([]);
    }
    for (const within of [".tools", ".bottom", ".centre"]) expect(await throughTabs(page, within)).toEqual([]);
    await lab.tab("Tables").click();
    await expect(page.getByRole("grid")).toBeVisible();
    expect(await throughTabs(page, ".tables")).toEqual([]);
  });

  test(`axe finds nothing in the ${colorScheme} dialogs, whatever the bar opens`, async ({ page }) => {
    test.slow();
    await talking(page, colorScheme);
    const openers = page.locator("header.top button[aria-haspopup=dialog]:enabled");
    const count = await openers.count();
    expect(count).toBeGreaterThan(1);
    for (let at = 0; at < count; at++) {
      await openers.nth(at).click();
      const dialog = page.getByRole("dialog").last();
      await expect(dialog).toBeVisible();
      expect(await found(page, `dialog ${at}`, "[role=dialog]")).toEqual([]);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toHaveCount(0);
      await expect(openers.nth(at), "it gives the focus back").toBeFocused();
    }
    await page.keyboard.press("Shift+?");
    expect(await found(page, "keys", "[role=dialog]")).toEqual([]);
  });

  test(`axe finds nothing on a narrow ${colorScheme} screen and in its drawers`, async ({ page }) => {
    test.slow();
    await page.setViewportSize({ width: 390, height: 844 });
    await talking(page, colorScheme);
    expect(await found(page, "narrow")).toEqual([]);
    const openers = page.getByRole("navigation", { name: "Panels" }).getByRole("button");
    for (let at = 0; at < (await openers.count()); at++) {
      await openers.nth(at).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      expect(await found(page, `drawer ${at}`, "[role=dialog]")).toEqual([]);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toHaveCount(0);
      await expect(openers.nth(at), "it gives the focus back").toBeFocused();
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
