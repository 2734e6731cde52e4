import { mkdirSync } from "node:fs";
import { test } from "@playwright/test";
import { meshOf, openMesh } from "./density.testkit.ts";
import { Lab } from "./lab.testkit.ts";

// `npm run pictures`: the pictures that the documents show, taken from the built page. Six nodes and two hundred, dark and
// light, wide and narrow, each at the same moment of the same run.

const FOLDER = "docs/pictures";
mkdirSync(FOLDER, { recursive: true });

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };

for (const { name, theme, size } of [
  { name: "lab-6-dark", theme: "dark", size: WIDE },
  { name: "lab-6-light", theme: "light", size: WIDE },
  { name: "lab-6-narrow", theme: "light", size: NARROW },
] as const) {
  test(`six nodes: the aborts on their way to both ends (${name})`, async ({ page }) => {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: theme });
    const lab = new Lab(page);
    await lab.open();
    await lab.until("A talks to D", (frame) => frame.transactions.some(({ state }) => state === "open"));
    await lab.click({ link: "B-C" });
    const cutUs = (await lab.frame())!.nowUs;
    await page.waitForFunction((fromUs) => (window.__spanscope?.frame?.()?.nowUs ?? 0) > fromUs + 4_000, cutUs);
    await page.keyboard.press("Space"); // sooner than a click, which waits until the button stands still
    await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
    await page.mouse.move(size.width / 2, 8);
    await page.waitForTimeout(800); // what glowed has faded
    await page.screenshot({ path: `${FOLDER}/${name}.png` });
  });
}

for (const theme of ["dark", "light"] as const) {
  test(`two hundred nodes (${theme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    const lab = new Lab(page);
    await lab.open();
    await page.getByRole("button", { name: /Two hundred nodes/ }).click();
    await lab.until("announcements cross it", (frame) => frame.nodeStates.length === 200 && frame.counters.spansOpen > 2_000);
    await lab.settled();
    await page.getByRole("button", { name: "Pause" }).click();
    await page.mouse.move(WIDE.width / 2, 8);
    await page.waitForTimeout(800);
    await page.screenshot({ path: `${FOLDER}/lab-200-${theme}.png` });
  });
}

for (const { name, theme, title, atUs } of [
  { name: "locks-dark", theme: "dark", title: "Shared goes with shared, exclusive waits", atUs: 450_000 },
  { name: "commits-light", theme: "light", title: "A coordinator that dies leaves no two outcomes", atUs: 480_000 },
] as const) {
  test(`services at work: ${title}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    const lab = new Lab(page);
    await lab.open();
    await page.getByRole("button", { name: title }).click();
    await lab.until("it is the moment", (frame) => frame.nowUs > atUs && frame.nowUs < 2 * atUs);
    await lab.settled();
    await page.getByRole("button", { name: "Pause" }).click();
    await page.mouse.move(WIDE.width / 2, 8);
    await page.waitForTimeout(800);
    await page.screenshot({ path: `${FOLDER}/${name}.png` });
  });
}

// The density ladder: the stage alone, at its first sight, with a node selected and a transaction under way.
for (const { nodes, links } of [
  { nodes: 60, links: 80 },
  { nodes: 200, links: 300 },
  { nodes: 1_000, links: 3_000 },
]) {
  for (const theme of ["dark", "light"] as const) {
    test(`the ladder: ${nodes} nodes (${theme})`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme });
      const talk = { at: "400ms", do: "open", as: "across", from: `n${nodes}`, to: "n1", text: "hello" };
      const lab = await openMesh(page, meshOf(nodes, links, { view: { speed: "1/5", pfs: "n1", transaction: "across", focus: { node: `n${nodes}` } }, commands: [talk] }), nodes);
      await lab.until("the transaction is under way", (frame) => frame.path !== null && frame.path.nodes.length > 2 && frame.transactions.some(({ state }) => state === "open"));
      await page.getByRole("button", { name: "Pause" }).click();
      await page.mouse.move(WIDE.width / 2, 8);
      await page.waitForTimeout(800);
      await page.locator(".stage").screenshot({ path: `${FOLDER}/ladder-${nodes}-${theme}.png` });
    });
  }
}
