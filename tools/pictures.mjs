// Takes the pictures of the page that the documents show: `npm run pictures` writes docs/pictures/*.png from the built page.
// Six nodes and two hundred, dark and light, wide and narrow, each at the same moment of the same run.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright";
import { resolveBrowser } from "./browser.mjs";
import { root } from "./ensure.mjs";

const outDir = join(root, "docs", "pictures");
mkdirSync(outDir, { recursive: true });

const server = spawn(process.execPath, [join(root, "tools", "serve.mjs"), "--port", "4273"], { stdio: ["ignore", "pipe", "inherit"] });
const address = await new Promise((resolve, reject) => {
  server.stdout.on("data", (chunk) => {
    const match = /(http:\S+)/.exec(String(chunk));
    if (match) resolve(match[1]);
  });
  server.on("exit", (code) => reject(new Error(`the server ended with ${code}`)));
});

const { path } = await resolveBrowser();
const browser = await chromium.launch(path ? { executablePath: path } : {});

/** Opens the lab and waits until the run is at `atUs`, paused. */
async function open({ theme, width, height }) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme, reducedMotion: "no-preference" });
  await page.goto(address);
  await page.waitForFunction(() => window.__spanscope?.frame?.() != null && window.__spanscope.stage?.idle());
  return page;
}

const until = (page, test, argument) => page.waitForFunction(test, argument, { timeout: 120_000 });
const shoot = (page, name) => page.screenshot({ path: join(outDir, `${name}.png`) });

/** The abort on its way to both ends, just after B–C was cut while A talks to D. */
async function sixNodes(theme, width, height, name) {
  const page = await open({ theme, width, height });
  await until(page, () => window.__spanscope.frame().transactions.some(({ state }) => state === "open"));
  const point = await page.evaluate(() => window.__spanscope.stage.pointOf({ link: "B-C" }));
  await page.mouse.click(point.x, point.y);
  const cutUs = await page.evaluate(() => window.__spanscope.frame().nowUs);
  await until(page, (from) => window.__spanscope.frame().nowUs > from + 6_000, cutUs);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.waitForTimeout(600);
  await shoot(page, name);
  await page.close();
}

async function twoHundredNodes(theme, width, height, name) {
  const page = await open({ theme, width, height });
  await page.getByRole("button", { name: /Two hundred nodes/ }).click();
  await until(page, () => (window.__spanscope.frame()?.counters.spansOpen ?? 0) > 2_000);
  await until(page, () => window.__spanscope.stage?.idle());
  await page.waitForTimeout(1_500);
  await shoot(page, name);
  await page.close();
}

for (const theme of ["dark", "light"]) {
  await sixNodes(theme, 1440, 900, `lab-6-${theme}`);
  await twoHundredNodes(theme, 1440, 900, `lab-200-${theme}`);
}
await sixNodes("light", 390, 844, "lab-6-narrow");
await browser.close();
server.kill();
console.log("pictures: written to docs/pictures");
