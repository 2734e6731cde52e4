import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { expect, test, type Page } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

/** A run in which something was done: B–C is cut while the first scenario plays, then it stands still. */
async function cutRun(page: Page): Promise<Lab> {
  const lab = new Lab(page);
  await lab.open();
  await lab.click({ link: "B-C" });
  await lab.until("the cut is told", (frame) => frame.linkStates.some((state) => state === 4));
  await page.getByRole("button", { name: "Pause" }).click();
  await lab.until("it stands still", (frame) => !frame.playing);
  return lab;
}

async function linkOf(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Share", exact: true }).click();
  return page.getByRole("textbox", { name: "Link", exact: true }).inputValue();
}

async function fileOf(page: Page, button: string): Promise<Buffer> {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: button, exact: true }).click();
  return readFileSync(await (await download).path());
}

function opening(page: Page, text: string | RegExp) {
  return page.getByRole("region", { name: "Opening a run" }).getByText(text);
}

test("a link holds the whole run: elsewhere it is executed again to the same digest, and looks where it was looked at", async ({ page, browser }) => {
  const lab = await cutRun(page);
  await lab.inspector().getByText("cut", { exact: true }).first().waitFor();
  const { digest, nowUs } = (await lab.frame())!;
  const link = await linkOf(page);
  expect(link.split("#run=")[1]).toMatch(/^[A-Za-z0-9_-]{100,2000}$/);
  await expect(page.getByText(/of 16.384 characters/)).toBeVisible();
  await expect(page.getByText("short enough for every chat and mail")).toBeVisible();

  const other = await (await browser.newContext()).newPage();
  const there = new Lab(other);
  await other.goto(link);
  await expect(opening(other, `the same digest ${digest}`)).toBeVisible();
  await there.until("the run stands where it stood", (frame) => frame.digest === digest && frame.nowUs === nowUs && !frame.playing && frame.inspection?.kind === "link");
  await expect(other, "what was opened is saved; a reload shall find what becomes of it").toHaveURL(/\/$/);

  // the same run as another engine would have made it: said, and opened all the same
  const json = JSON.stringify({ ...(JSON.parse(await jsonOf(other, link)) as object), engine: "1", digest: "0123456789abcdef" });
  await other.goto(`/#run=${deflateRawSync(json).toString("base64url")}`);
  await expect(opening(other, "This run was made by engine 1")).toBeVisible();
  await expect(opening(other, `digest ${digest} instead of 0123456789abcdef`)).toBeVisible();
  await there.until("it is there all the same", (frame) => frame.nowUs === nowUs);
  expect(there.complaints).toEqual([]);
});

/** What is in a link, unpacked by the browser. */
function jsonOf(page: Page, link: string): Promise<string> {
  return page.evaluate(async (code) => {
    const bytes = Uint8Array.from(atob(code.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).text();
  }, link.split("#run=")[1]!);
}

test("links that mean harm are refused with what, where and the bound, and the lab goes on", async ({ page }) => {
  const lab = new Lab(page);
  const base = { spanscopeRun: 1, engine: "3", seed: 1, steps: 10, endUs: 1_000, digest: "0123456789abcdef", commands: [], scenario: { topology: "ring:5", seed: 1 } };
  const codeOf = (value: unknown): string => deflateRawSync(typeof value === "string" ? value : JSON.stringify(value), { level: 9 }).toString("base64url");
  const hostile: readonly (readonly [string, RegExp])[] = [
    ["A".repeat(20_000), /The link has 20.000 characters; at most 16.384/],
    ["not*base64", /character 4 is "\*"/],
    [codeOf("x".repeat(11_000_000)), /more than 2.097.152 bytes/],
    [codeOf(base).slice(0, 60), /damaged/],
    [codeOf("[".repeat(90_000)), /at most 24 deep/],
    [codeOf({ ...base, steps: 9e9 }), /steps: expected at most 20000000/],
    [codeOf({ ...base, scenario: { topology: "complete:2000", seed: 1 } }), /topology/],
  ];
  await page.goto(`/#run=${hostile[0]![0]}`);
  await expect(opening(page, hostile[0]![1])).toBeVisible();
  await lab.until("the page opens as it would without", (frame) => frame.playing && frame.nowUs > 0);
  for (const [code, says] of hostile.slice(1)) {
    await page.evaluate((hash) => (location.hash = `run=${hash}`), code);
    await expect(opening(page, says)).toBeVisible();
  }
  // one that never ends: the page answers, and the visitor cancels it
  await page.evaluate((hash) => (location.hash = `run=${hash}`), codeOf({ ...base, scenario: { topology: "grid:20:20", seed: 1 }, steps: 19_000_000, endUs: 600_000_000_000 }));
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(opening(page, "The opening was cancelled")).toBeVisible();
  await lab.until("the run that was here goes on", (frame) => frame.topology === null || frame.topology.nodes.length === 6);
});

test("a run is saved by itself and reopened where it was; named, exported, imported, deleted", async ({ page }) => {
  const lab = await cutRun(page);
  const { digest, nowUs } = (await lab.frame())!;
  await page.getByRole("button", { name: "Saved runs" }).click();
  await expect(page.getByText("Saved in this browser")).toBeVisible();
  await page.reload();
  await lab.until("the run is where it was", (frame) => frame.digest === digest && frame.nowUs === nowUs && frame.inspection?.kind === "link");
  expect((await lab.frame())!.playing).toBe(false);

  await page.getByRole("button", { name: "Saved runs" }).click();
  const list = page.getByRole("list", { name: "Saved runs" });
  await page.getByRole("button", { name: /^Rename: / }).click();
  await page.getByRole("textbox", { name: /^Name of / }).fill("My cut");
  await page.keyboard.press("Enter");
  await expect(list.getByText("My cut")).toBeVisible();
  const exported = await fileOf(page, "Export all");
  expect((JSON.parse(exported.toString()) as { runs: unknown[] }).runs).toHaveLength(1);
  await page.locator('input[type="file"][aria-label="Import"]').setInputFiles({ name: "runs.json", mimeType: "application/json", buffer: exported });
  await expect(page.getByText("1 run imported.")).toBeVisible();
  await expect(list.getByText("My cut")).toHaveCount(2);
  await page.locator('input[type="file"][aria-label="Import"]').setInputFiles({ name: "wrong.json", mimeType: "application/json", buffer: Buffer.from("{}") });
  await expect(page.getByText(/wrong.json was not imported: expected a run file/)).toBeVisible();
  await page.getByRole("button", { name: "Delete: My cut" }).first().click();
  await page.getByRole("button", { name: "Delete it?: My cut" }).click();
  await expect(list.getByText("My cut")).toHaveCount(1);

  // another tab begins with the first scenario, and offers the run
  const second = await page.context().newPage();
  const there = new Lab(second);
  await there.open();
  await second.getByRole("button", { name: "Go on there" }).click();
  await there.until("it is the run that was left", (frame) => frame.digest === digest);
});

test("a browser that keeps nothing says so, and the lab goes on", async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, "indexedDB", { value: { open: () => { throw new DOMException("blocked by the test", "SecurityError"); } } });
  });
  const lab = await cutRun(page);
  await expect(page.getByText(/Not saved: this browser keeps nothing for this page/)).toBeVisible();
  await page.getByRole("button", { name: "Play" }).click();
  await lab.until("it plays", (frame) => frame.playing);
  expect(await linkOf(page)).toContain("#run=");
});

test("pictures and texts of the run: SVG with real text, PNG of both sizes, a trace and a Mermaid diagram", async ({ page }) => {
  const lab = await cutRun(page);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const { digest } = (await lab.frame())!;
  await linkOf(page);
  const svg = (await fileOf(page, "SVG")).toString();
  const read = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
    return { faults: parsed.querySelectorAll("parsererror").length, texts: [...parsed.querySelectorAll("text")].map((one) => one.textContent), paths: parsed.querySelectorAll("path").length };
  }, svg);
  expect(read.faults).toBe(0);
  expect(read.texts).toEqual(expect.arrayContaining(["A", "B", "C", "D", "E", "F", "Spans find every host · seed 7"]));
  expect(read.texts.some((text) => text?.startsWith("cut at"))).toBe(true);
  expect(read.texts.at(-1)).toContain(digest);
  expect(read.paths).toBeGreaterThan(20);
  const [small, large] = [await fileOf(page, "PNG"), await fileOf(page, "PNG, double size")];
  expect(large.readUInt32BE(16)).toBe(2 * small.readUInt32BE(16));

  await page.getByRole("combobox", { name: "Which piece" }).selectOption({ label: "the whole run" });
  await page.getByRole("button", { name: "Copy the text trace" }).click();
  await expect(page.getByRole("textbox", { name: "Text", exact: true })).toHaveValue(/^# Spans find every host\n# engine 3, seed 7, digest [0-9a-f]{16}/);
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/ {2}B-C +.*cut/i);
  await page.getByRole("button", { name: "Copy a Mermaid sequence diagram" }).click();
  await expect(page.getByRole("textbox", { name: "Text", exact: true })).toHaveValue(/^sequenceDiagram\n/);
});

test("the example page drives the lab in its frame, and hears what happens", async ({ page }) => {
  await page.goto("/embed-example.html");
  const state = page.locator("#state");
  const answer = page.locator("#answer");
  const log = page.locator("#log");
  await expect(state).toContainText("standing still");
  await page.getByRole("button", { name: "Go to 300 ms" }).click();
  await expect(state).toContainText(/300\.000 ms, standing still.* 1 transactions open/);
  await page.getByRole("button", { name: "Cut B–C" }).click();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await expect(log).toContainText("Transaction talk from A to pfsD was aborted");
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await expect(state).toContainText(/standing still.* 1 aborted/);
  await page.getByRole("button", { name: "Go to 300 ms" }).click();
  await expect(state).toContainText("300.000 ms, standing still");
  await page.getByRole("button", { name: "Heal B–C" }).click();
  await expect(answer).toContainText("done");
  await page.getByRole("button", { name: "Ask for nonsense" }).click();
  await expect(answer).toContainText('refused: link: expected the id of a link such as "B-C"');
  await page.getByRole("button", { name: "Another topology" }).click();
  await expect(log).toContainText("Now running: ring:12, seed 7");
  await page.getByRole("button", { name: "As fast as it goes" }).click();
  await expect(log).toContainText("Quiet: nothing is under way any more");
  expect(await page.evaluate(async () => (await indexedDB.databases()).length), "a lab in a frame saves nothing").toBe(0);
});
