// `npm run bench:frames [-- --json]`: what a frame of the page costs its main thread, in the browser of the end-to-end tests:
// 1,000 nodes, 3,000 links, about 1,000 messages in flight, a tree lit, a node inspected, the feed running. Against a page of
// the same size that only clears its canvas. Everything the main thread does between two frames counts: taking in what the
// worker sent, the panels, painting. Needs a built page (`npx vite build`).
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright";
import { resolveBrowser } from "../tools/browser.mjs";
import { root } from "../tools/ensure.mjs";

const NODES = 1_000;
const LINKS = 3_000;
const OFFERS = 8;
const IN_FLIGHT = 1_000;
const TARGET_MS = { median: 4, p95: 8 };
const MEASURE_MS = 6_000;
const VIEWPORT = { width: 1440, height: 900 };

/** A mesh in which one-way messages cross from everywhere to everywhere, so that about IN_FLIGHT are on their way at any time. */
function scenario() {
  const offers = Array.from({ length: OFFERS }, (_, i) => `n${1 + i * Math.floor(NODES / OFFERS)}`);
  const commands = [];
  let state = 1;
  const below = (/** @type {number} */ count) => (state = (state * 48_271) % 2_147_483_647) % count;
  for (let us = 3_000_000; us < 20_000_000; us += 375) {
    const from = `n${1 + below(NODES)}`;
    const to = offers[below(OFFERS)];
    if (from !== to) commands.push({ at: `${us}us`, do: "oneWay", from, to, text: "x" });
  }
  return {
    spanscope: 1,
    title: "A thousand nodes at work",
    summary: "One-way messages from everywhere to everywhere.",
    seed: 7,
    topology: { generate: `random:${NODES}:${LINKS}:7`, offers, defaults: { model: { latencyUs: 60_000, jitterUs: 40_000 } } },
    commands,
    view: { speed: "1", pfs: "n1", focus: { node: "n126" } },
  };
}

/** A page that clears a canvas of the stage's size with every frame, and shows that it did. */
const CLEARING = `<!doctype html><canvas id="c" style="position:fixed;inset:0"></canvas><script>
  const c = document.getElementById("c"); c.width = 792; c.height = 600; const x = c.getContext("2d"); let n = 0;
  const step = () => { x.clearRect(0, 0, c.width, c.height); x.fillRect(n++ % 700, 10, 1, 1); requestAnimationFrame(step); };
  requestAnimationFrame(step);
</script>`;

/** @typedef {{ name: string, cat: string, ph: string, ts: number, dur?: number, tdur?: number, pid: number, tid: number, args?: { name?: string, data?: { frame?: string } } }} TraceEvent */

/**
 * What the main thread did, frame by frame, in milliseconds of its own processor time: a machine with other work does not
 * make it longer. A frame goes from one animation callback to the next.
 * @param {import("playwright").Page} page @param {() => Promise<void>} during
 */
async function trace(page, during) {
  const session = await page.context().browser()?.newBrowserCDPSession();
  if (session === undefined) throw new Error("never: the page has a browser");
  /** @type {TraceEvent[]} */
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(.../** @type {TraceEvent[]} */ (/** @type {unknown} */ (value))));
  const done = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["toplevel", "devtools.timeline", "__metadata", "disabled-by-default-devtools.timeline"], excludedCategories: ["*"] } });
  await during();
  await session.send("Tracing.end");
  await done;
  return framesOf(events);
}

/** @param {readonly TraceEvent[]} events */
function framesOf(events) {
  const callbacks = events.filter(({ name }) => name === "FireAnimationFrame").toSorted((one, other) => one.ts - other.ts);
  const threads = new Map();
  for (const { pid, tid } of callbacks) threads.set(`${pid} ${tid}`, (threads.get(`${pid} ${tid}`) ?? 0) + 1);
  const main = [...threads].toSorted((one, other) => other[1] - one[1])[0]?.[0];
  const starts = callbacks.filter(({ pid, tid }) => `${pid} ${tid}` === main).map(({ ts }) => ts);
  const tasks = events.filter(({ name, ph, pid, tid }) => ph === "X" && name === "RunTask" && `${pid} ${tid}` === main).toSorted((one, other) => one.ts - other.ts);
  // several callbacks of one frame come at once: a frame begins where the last one lies at least 4 ms back
  const begins = starts.filter((ts, i) => i === 0 || ts - starts[i - 1] > 4_000);
  const frames = new Float64Array(Math.max(begins.length - 1, 0));
  const wall = new Float64Array(frames.length);
  let at = 0;
  for (const task of tasks) {
    const middle = task.ts + (task.dur ?? 0) / 2;
    while (at < frames.length && middle >= begins[at + 1]) at += 1;
    if (at === frames.length) break;
    if (middle < begins[at] - (task.dur ?? 0)) continue;
    frames[at] += (task.tdur ?? task.dur ?? 0) / 1_000;
    wall[at] += (task.dur ?? 0) / 1_000;
  }
  return { frames: [...frames], wall: [...wall], events };
}

/** @param {readonly number[]} values @param {number} part */
function quantile(values, part) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 4_399));
    });
  });
}

/** @param {string} address */
async function answering(address) {
  for (let tries = 0; tries < 100; tries++) {
    const found = await fetch(address).then(({ ok }) => ok, () => false);
    if (found) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing answers at ${address}`);
}

/** @param {import("playwright").Page} page @param {string} address @param {string} file */
async function openMesh(page, address, file) {
  await page.goto(address);
  await page.waitForFunction(() => window.__spanscope?.frame?.() !== null);
  await page.getByRole("tab", { name: "Topology" }).click();
  await page.locator(`input[type="file"]`).first().setInputFiles(file);
  await page.waitForFunction((nodes) => window.__spanscope?.frame?.()?.nodeStates.length === nodes, NODES, { timeout: 60_000 });
  await page.waitForFunction(() => window.__spanscope?.stage?.idle() === true, undefined, { timeout: 120_000 });
  await page.waitForFunction((count) => { const frame = window.__spanscope?.frame?.(); return frame !== null && frame !== undefined && frame.nowUs > 4_000_000 && frame.flights.count + frame.flights.omitted > 0.9 * count; }, IN_FLIGHT, { timeout: 120_000 });
  // slower, so that the worker has a new frame for each of the browser's
  for (let i = 0; i < 3; i++) await page.keyboard.press("[");
}

const rest = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Drags the stage to and fro, then zooms in and out again, for as long as is measured. @param {import("playwright").Page} page */
async function panAndZoom(page) {
  const box = await page.locator(".stage-surface").boundingBox();
  if (box === null) throw new Error("there is no stage");
  const x = box.x + 20;
  const y = box.y + box.height / 2;
  const untilMs = Date.now() + MEASURE_MS;
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 0; Date.now() < untilMs - MEASURE_MS / 2; i++) await page.mouse.move(x + 60 * Math.sin(i / 10), y + 40 * Math.sin(i / 7));
  await page.mouse.up();
  await page.mouse.move(box.x + box.width / 2, y);
  for (let i = 0; Date.now() < untilMs; i++) await page.mouse.wheel(0, i % 40 < 20 ? -30 : 30);
}

async function main() {
  const { path } = await resolveBrowser();
  const folder = mkdtempSync(join(tmpdir(), "spanscope-frames-"));
  const file = join(folder, "thousand.json");
  writeFileSync(file, JSON.stringify(scenario()));
  const port = await freePort();
  const address = `http://127.0.0.1:${port}/`;
  const server = spawn(process.execPath, [join(root, "tools", "serve.mjs"), "--strict", "--port", String(port)], { stdio: "ignore" });
  const browser = await chromium.launch(path === "" ? {} : { executablePath: path });
  try {
    await answering(address);
    const page = await browser.newPage({ viewport: VIEWPORT });
    await page.setContent(CLEARING);
    await rest(500);
    const clearing = await trace(page, () => rest(MEASURE_MS / 2));
    await openMesh(page, address, file);
    const inFlight = [];
    const count = () => page.evaluate(() => { const flights = window.__spanscope?.frame?.()?.flights; return (flights?.count ?? 0) + (flights?.omitted ?? 0); });
    inFlight.push(await count());
    if (process.env.SPANSCOPE_PROFILE) await profile(page, process.env.SPANSCOPE_PROFILE);
    const playing = await trace(page, () => rest(MEASURE_MS));
    inFlight.push(await count());
    const moved = await trace(page, () => panAndZoom(page));
    inFlight.push(await count());
    if (process.env.SPANSCOPE_TRACE) writeFileSync(process.env.SPANSCOPE_TRACE, JSON.stringify(playing.events));
    report(clearing, { playing, moved }, inFlight);
  } finally {
    await browser.close();
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** For whoever looks for what to mend: a CPU profile of the page while it plays. @param {import("playwright").Page} page @param {string} path */
async function profile(page, path) {
  const session = await page.context().newCDPSession(page);
  await session.send("Profiler.enable");
  await session.send("Profiler.setSamplingInterval", { interval: 250 });
  await session.send("Profiler.start");
  await rest(MEASURE_MS);
  const { profile: found } = await session.send("Profiler.stop");
  writeFileSync(path, JSON.stringify(found));
  await session.detach();
}

/** @typedef {{ frames: number[], wall: number[] }} Measured */

/** @param {Measured} clearing @param {Readonly<Record<string, Measured>>} measured @param {readonly number[]} inFlight */
function report(clearing, measured, inFlight) {
  const figures = (/** @type {Measured} */ { frames }) => ({ frames: frames.length, median: quantile(frames, 0.5), p95: quantile(frames, 0.95) });
  const base = figures(clearing);
  const rows = Object.entries(measured).map(([name, one]) => ({ name, ...figures(one), aboveMedian: quantile(one.frames, 0.5) - base.median, aboveP95: quantile(one.frames, 0.95) - base.p95 }));
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify({ targets: TARGET_MS, inFlight, clearing: base, measured: rows }, null, 2));
    return;
  }
  const ms = (/** @type {number} */ value) => `${value.toFixed(2)} ms`.padStart(9);
  console.log(`${NODES} nodes, ${LINKS} links, ${inFlight.join(", ")} messages in flight; main thread, processor time of a frame`);
  console.log(`${"only clearing the canvas".padEnd(28)} median ${ms(base.median)}  95th ${ms(base.p95)}  (${base.frames} frames)`);
  for (const { name, frames, median, p95, aboveMedian, aboveP95 } of rows) {
    const missed = aboveMedian > TARGET_MS.median || aboveP95 > TARGET_MS.p95 ? "  MISSED" : "";
    console.log(`${(name === "moved" ? "while panning and zooming" : "playing").padEnd(28)} median ${ms(median)}  95th ${ms(p95)}  (${frames} frames); above clearing ${ms(aboveMedian)} and ${ms(aboveP95)}, target at most ${TARGET_MS.median} and ${TARGET_MS.p95} ms${missed}`);
  }
}

await main();
