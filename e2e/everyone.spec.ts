import { expect, type Page, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

/** The first picture, with A talking to D over B and C; the run stands still. */
async function talking(page: Page): Promise<Lab> {
  const lab = new Lab(page);
  await lab.open();
  await lab.until("A talks to D", (frame) => frame.transactions.some(({ state }) => state === "open"));
  return lab;
}

const row = async (lab: Lab): Promise<number> => (await lab.frame())!.tape.row;

test("the main loop by keyboard alone: cut, see the abort, go back, heal", async ({ page }) => {
  const lab = await talking(page);
  const { keyboard } = page;
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Skip to the stage" })).toBeFocused();
  await keyboard.press("Tab");
  await keyboard.press("Enter"); // to the tables
  const name = page.getByRole("grid").getByRole("button", { name: "A-B", exact: true });
  await expect(name).toBeFocused();
  for (const key of ["ArrowDown", "ArrowDown", "End", "ArrowLeft"]) await keyboard.press(key);
  const cut = page.getByRole("button", { name: "Cut link B–C" });
  await expect(cut).toBeFocused();
  await keyboard.press("Enter");
  const heal = page.getByRole("button", { name: "Heal link B–C" });
  await expect(heal, "the focus stays while the command becomes its opposite").toBeFocused();
  await lab.until("aborted", (frame) => frame.transactions.some(({ state }) => state === "aborted"));
  await keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Search everything that can be done" })).toBeFocused();
  await keyboard.type("play or pause");
  await keyboard.press("Enter");
  await lab.until("paused", (frame) => !frame.playing);
  await expect(heal, "the palette gives the focus back").toBeFocused();
  const after = await row(lab);
  for (let last = after, back = 1; back <= 3; back++) {
    await keyboard.press(",");
    await lab.until("one event back", (frame) => frame.tape.row < last && !frame.tape.live);
    last = await row(lab);
  }
  await keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Search everything that can be done" })).toBeFocused();
  await keyboard.type("to the end, and go");
  await keyboard.press("Enter");
  await lab.until("live", (frame) => frame.tape.live);
  await keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Cut link B–C" })).toBeFocused();
  expect(lab.complaints).toEqual([]);
});

test("the main loop by what a screen reader has alone: names, roles and live sentences", async ({ page }) => {
  const lab = await talking(page);
  const changes = page.getByRole("status", { name: "Changes of the run" });
  const alarms = page.getByRole("alert", { name: "Aborts and violations" });
  const act = async (what: string): Promise<void> => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Search everything that can be done" }).fill(what);
    await page.getByRole("option", { name: what }).first().press("Enter");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  };
  await page.getByRole("button", { name: "Link B–C, open" }).press("Enter");
  await expect(changes).toContainText(/Link B–C: cut/);
  await expect(alarms).toContainText(/1 transaction aborted: /, { timeout: 30_000 });
  await act("Play or pause");
  await expect(changes).toContainText(/Paused at/);
  await act("One event back");
  await expect(changes).toContainText(/Back at .* s, event \d+\./);
  await act("To the end, and go with it");
  await expect(changes).toContainText(/Live again/);
  await page.getByRole("button", { name: "Link B–C, cut" }).press("Enter");
  await page.getByRole("button", { name: "Play", exact: true }).press("Enter");
  await expect(changes).toContainText(/Link B–C: open/, { timeout: 30_000 });
  expect(lab.complaints).toEqual([]);
});

test("tables: what a screen reader reads of them, order by a column, search, and the commands of a row", async ({ page }) => {
  const lab = await talking(page);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("tab", { name: "Tables" }).click();
  const tables = page.getByRole("tabpanel", { name: "Tables" });
  const grid = page.getByRole("grid", { name: "Links of the topology" });
  await expect(grid).toHaveAttribute("aria-rowcount", "8");
  await expect(grid).toMatchAriaSnapshot(`
    - grid "Links of the topology":
      - rowgroup:
        - row /Name.* From To State Since Kind Latency In flight Spans Volume Do More/:
          - columnheader /Name/
      - rowgroup:
        - row /A-B A B open .* stream 15 ms/:
          - rowheader "A-B"
          - gridcell "A"
  `);
  await expect(grid.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "ascending");
  await grid.getByRole("button", { name: "Name" }).click();
  await expect(grid.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "descending");
  await expect(grid.getByRole("rowheader").first()).toHaveText("F-D");
  await tables.getByRole("searchbox", { name: "Find in the table" }).fill("b-c");
  await expect(tables.getByRole("status")).toHaveText("1 of 7 rows");
  await grid.getByRole("button", { name: "Commands: link B–C" }).click();
  await expect(page.getByRole("menu")).toMatchAriaSnapshot(`
    - menu:
      - menuitem /Suspend/
      - menuitem /Hard close/
      - menuitem /Cut silently/
      - menuitem /Impair/
      - menuitem /Inspect/
  `);
  await page.getByRole("menuitem", { name: /Cut silently/ }).press("Enter");
  await expect(grid.getByRole("row", { name: /B-C/ })).toContainText(/silent/);
  await expect(page.getByRole("button", { name: "Commands: link B–C" }), "the menu gives the focus back").toBeFocused();

  await tables.getByRole("tab", { name: "Nodes" }).click();
  await page.getByRole("button", { name: "Commands: node C" }).click();
  await page.getByRole("menuitem", { name: /Offer a PFS/ }).press("Enter");
  await page.getByRole("dialog", { name: /A PFS for C/ }).getByRole("button", { name: "Offer", exact: true }).press("Enter");
  await expect(page.getByRole("row", { name: /^C / })).toContainText("pfsC");
  await page.getByRole("grid").getByRole("button", { name: "B", exact: true }).click();
  await expect(page.getByRole("row", { name: /^B / })).toHaveAttribute("aria-selected", "true");
  await expect(lab.inspector().getByRole("heading").first()).toBeVisible();

  await tables.getByRole("tab", { name: "Spans" }).click();
  await tables.getByRole("combobox", { name: "Received by" }).selectOption("B");
  await expect(tables.getByRole("status")).toHaveText(/^4 of \d+ rows|^\d rows/);
  expect(lab.complaints).toEqual([]);
  await page.reload();
  await expect(page.getByRole("tab", { name: "Tables" }), "what one prefers outlives a reload").toHaveAttribute("aria-selected", "true");
});

test("every key of the page is in its list, and the palette finds what has none", async ({ page }) => {
  const lab = await talking(page);
  await page.locator(".stage-surface").focus();
  await page.keyboard.press("Shift+?");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  for (const does of ["Play or pause", "One event on", "One event back", "Do anything (this list)", "to the next link of the node"]) await expect(help.getByText(does, { exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.locator(".stage-surface"), "the dialog gives the focus back").toBeFocused();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Search everything that can be done" })).toBeFocused();
  await page.keyboard.type("trns never changes");
  await page.keyboard.press("Enter");
  await lab.until("another scenario", (frame) => frame.nowUs > 0);
  await expect(page.getByRole("banner")).toContainText("A transaction never changes its path");
});

for (const [width, height, scale] of [
  [390, 844, 1],
  [768, 1024, 1],
  [1440, 900, 1],
  [1920, 1080, 1],
  [720, 450, 2], // 1440 by 900 at 200 %
] as const) {
  test(`nothing sticks out to the side at ${width} px${scale === 1 ? "" : " and 200 %"}`, async ({ browser }) => {
    const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: scale });
    const page = await context.newPage();
    const lab = new Lab(page);
    await lab.open();
    const outside = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await outside()).toBeLessThanOrEqual(0);
    await page.getByRole("tab", { name: "Tables" }).click();
    await expect(page.getByRole("grid")).toBeVisible();
    expect(await outside()).toBeLessThanOrEqual(0);
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("dialog")).toBeVisible();
    expect(await outside()).toBeLessThanOrEqual(0);
    await context.close();
  });
}

test("no motion where none is wanted: nothing is animated, and messages are arrows at the ends of their links", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const lab = await talking(page);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog")).toBeVisible();
  const moving = await page.evaluate(() => document.getAnimations().filter((one) => one.playState === "running" && Number(one.effect?.getComputedTiming().activeDuration ?? 0) > 1).length);
  expect(moving).toBe(0);
  await page.keyboard.press("Escape");
  // a message that is seen twice, simulated time having gone on in between, stands where it stood
  const seen = () => page.evaluate(() => ({ nowUs: window.__spanscope!.frame!()!.nowUs, at: Object.fromEntries(window.__spanscope!.stage!.messages().map(({ message, x, y }) => [message, `${Math.round(x)} ${Math.round(y)}`])) }));
  const still = async (): Promise<number> => {
    const first = await seen();
    await lab.until("time goes on", ({ nowUs }) => nowUs > first.nowUs);
    const second = await seen();
    const both = Object.keys(first.at).filter((message) => message in second.at);
    expect(both.map((message) => second.at[message])).toEqual(both.map((message) => first.at[message]));
    return both.length;
  };
  await expect.poll(still, { intervals: [20], timeout: 20_000 }).toBeGreaterThan(0);
  expect(lab.complaints).toEqual([]);
});

test("forced colours leave the lab usable: what is chosen and where the focus is can be seen", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await talking(page);
  const tab = page.getByRole("tab", { name: "Stage" });
  await tab.focus();
  await page.keyboard.press("ArrowRight");
  const focused = page.getByRole("tab", { name: "Tables" });
  await expect(focused).toBeFocused();
  // the ring keeps off the word, so it belongs to a box of its own around the tab
  expect(await focused.evaluate((element) => getComputedStyle(element, "::after").outlineStyle)).not.toBe("none");
  expect(await focused.evaluate((element) => getComputedStyle(element, "::after").content)).toBe('""');
  expect(await tab.evaluate((element) => getComputedStyle(element, "::after").content)).toBe("none");
  expect(await focused.evaluate((element) => getComputedStyle(element).borderBottomColor)).not.toBe(await tab.evaluate((element) => getComputedStyle(element).borderBottomColor));
});
