import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { preview, type PreviewServer } from "vite";
import { root } from "../tools/ensure.mjs";
import { pseudoFolder } from "../tools/pseudo.mjs";
import { Lab } from "./lab.testkit.ts";

/**
 * The page in a language that nobody speaks (tools/pseudo.mjs): every text of a catalogue stands in brackets there. What is
 * read or heard without brackets comes from no catalogue, and is one of the few things that are no text.
 */

let server: PreviewServer;

test.beforeAll(async () => {
  execFileSync(process.execPath, [join(root, "node_modules/vite/bin/vite.js"), "build", "--mode", "pseudo", "--logLevel", "error"], { cwd: root, stdio: "inherit" });
  server = await preview({ root, configFile: false, logLevel: "warn", base: "/", build: { outDir: pseudoFolder }, preview: { host: "127.0.0.1", port: 0 } });
});

test.afterAll(() => server.close());

/** What the library's scenarios say of themselves: data, written in their files. */
function scenarioTexts(): Set<string> {
  const folder = join(root, "src/scenarios");
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const scenarios = files.map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Readonly<Record<string, unknown>>);
  const chapters = [...readFileSync(join(folder, "library.ts"), "utf8").matchAll(/chapter\("([^"]+)"/g)].map(([, title]) => title!);
  return new Set([...chapters, ...scenarios.flatMap(({ title, summary, hint }) => [title, summary, hint].map(String))]);
}

/** What the run itself names and claims: names of its world, and what its checks say (the engine's own reports). */
function runTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { checks, transactions } = window.__spanscope!.frame!()!;
    return [...checks.map(({ name }) => name), ...transactions.map(({ name }) => name)];
  });
}

/** Not text: the same in every language. A word that is none of it has to come from a catalogue. */
const SAME = [
  // names by which scenario files and the terminal's JSON call a role, a state of a session or CONN, and a reason of SPAN-07
  /\b(?:controller|endpoint|leaf|open|down|none|no CONN|split horizon)\b/g,
  /\b[A-Z][A-Z0-9_]+(?:-\d\d)?\b/g, // words of the header (LNK_SPAN), ids of rules (TX-05)
  /\bpfs[A-Z]\b/g, // labels of the PFSes
  /\b0x[0-9a-f]+\b/g,
  /\b[0-9a-f]{8}(?:…|(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/g, // uuids, whole or their first group
  /\b(?:ms|kB|MB|µs|bytes?)\b/g, // units (texts/units.ts writes them)
];

interface Said {
  readonly where: string;
  readonly text: string;
}

/** Every visible text and every attribute that is read out, without what stands in the brackets of the language; and how many brackets there were. */
function saidOn(page: Page): Promise<{ readonly inside: number; readonly outside: readonly Said[] }> {
  return page.evaluate(() => {
    const ATTRIBUTES = ["aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "title", "placeholder", "alt"];
    const found: { where: string; text: string }[] = [];
    const where = (element: Element): string => `${element.localName}.${element.getAttribute("class") ?? ""} in ${element.closest("[class]")?.parentElement?.getAttribute("class") ?? ""}`;
    let depth = 0;
    let inside = 0;
    /** a sentence may be cut into several nodes by links within it: its brackets are counted across them */
    const outside = (text: string): string => {
      let rest = "";
      for (let at = 0; at < text.length; at++) {
        if (text.startsWith("[!!", at)) {
          depth += 1;
          inside += 1;
        }
        if (depth === 0) rest += text[at];
        if (text.startsWith("!!]", at)) {
          depth -= 1;
          at += 2;
          rest += " ";
        }
      }
      return rest.trim();
    };
    const blockOf = (element: Element): Element => (getComputedStyle(element).display.startsWith("inline") && element.parentElement !== null ? blockOf(element.parentElement) : element);
    let block: Element | null = null;
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node: Node | null = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node instanceof Element) {
        if (!node.checkVisibility()) continue;
        for (const name of ATTRIBUTES) {
          depth = 0;
          const text = outside(node.getAttribute(name) ?? "");
          if (text !== "") found.push({ where: `${name} of ${where(node)}`, text });
        }
        block = null;
        continue;
      }
      const parent = node.parentElement!;
      if (["script", "style", "title"].includes(parent.localName) || !parent.checkVisibility()) continue;
      const own = blockOf(parent);
      if (own !== block) depth = 0;
      block = own;
      const text = outside(node.textContent ?? "");
      if (text !== "") found.push({ where: where(parent), text });
    }
    return { inside, outside: found };
  });
}

test("every word that is read or heard comes from a catalogue: tabs, tables, inspectors, palette and dialogs", async ({ page }) => {
  const wrong = new Set<string>();
  const data = scenarioTexts();
  let texts = 0;
  const look = async (): Promise<void> => {
    for (const name of await runTexts(page)) data.add(name);
    const { inside, outside } = await saidOn(page);
    texts += inside;
    for (const { where, text } of outside) {
      if (!data.has(text) && /\p{L}{2}/u.test(SAME.reduce((rest, same) => rest.replace(same, ""), text))) wrong.add(`${where}: ${text}`);
    }
  };
  const lab = new Lab(page);
  await page.goto(server.resolvedUrls!.local[0]!);
  await lab.until("A talks to D", ({ transactions }) => transactions.some(({ state }) => state === "open"));
  await page.keyboard.press("Space");
  await lab.until("it stands still", ({ playing }) => !playing);
  await lab.settled();
  await look();
  for (const target of [{ node: "F" }, { link: "E-F" }] as const) {
    await lab.click(target);
    await expect(page.locator(".inspector h2, .inspector h3").first()).toBeVisible();
    await look();
  }
  const throughTabs = async (within: string): Promise<void> => {
    const tabs = page.locator(`${within} > [role=tablist] [role=tab], ${within} > .bottom-head [role=tab]`);
    const count = await tabs.count();
    expect(count, `${within} has tabs`).toBeGreaterThan(1);
    for (let at = 0; at < count; at++) {
      await tabs.nth(at).click();
      await expect(tabs.nth(at)).toHaveAttribute("aria-selected", "true");
      await look();
    }
  };
  for (const within of [".tools", ".bottom", ".centre"]) await throughTabs(within);
  await page.locator(".centre > [role=tablist] [role=tab]").nth(1).click();
  await throughTabs(".tables");
  const openers = page.locator("header.top button[aria-haspopup=dialog]:enabled");
  for (let at = 0; at < (await openers.count()); at++) {
    await openers.nth(at).click();
    await expect(page.getByRole("dialog").last()).toBeVisible();
    await look();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
  for (const keys of ["Control+k", "Shift+?", "Shift+H"]) {
    await page.keyboard.press(keys);
    await expect(page.getByRole("dialog")).toBeVisible();
    if (keys === "Shift+H") await expect(page.locator(".finder-form")).toBeVisible();
    await look();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
  expect([...wrong]).toEqual([]);
  expect(texts, "it was a pseudo page that was looked at").toBeGreaterThan(2_000);
  expect(lab.complaints).toEqual([]);
});
