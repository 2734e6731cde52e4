import { createServer } from "node:net";
import { defineConfig } from "@playwright/test";
import { resolveBrowser } from "./tools/browser.mjs";

// This file is evaluated again in every worker. What is found out once travels in the environment.
if (!process.env.SPANSCOPE_BROWSER) {
  const { name, path, version } = await resolveBrowser();
  console.log(`Browser: ${name}, Chromium ${version}`);
  process.env.SPANSCOPE_BROWSER = path || "playwright";
}
process.env.SPANSCOPE_E2E_PORT ||= String(await freePort());

const browser = process.env.SPANSCOPE_BROWSER;
const address = `http://127.0.0.1:${process.env.SPANSCOPE_E2E_PORT}`;
const jsonReport = process.env.PLAYWRIGHT_JSON_OUTPUT_FILE;

export default defineConfig({
  testDir: "e2e",
  testMatch: process.env.SPANSCOPE_PICTURES ? "**/*pictures.ts" : "**/*.spec.ts",
  outputDir: "test-results",
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  retries: 0, // a test that passes sometimes is a mistake to be found
  timeout: 60_000,
  globalTimeout: 15 * 60_000,
  reporter: [["list"], ...(jsonReport ? [["json", { outputFile: jsonReport }] as const] : [])],
  use: {
    baseURL: address,
    browserName: "chromium",
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    timezoneId: "UTC",
    screenshot: "only-on-failure",
    trace: "off",
    video: "off", // would want a downloaded ffmpeg
    launchOptions: browser === "playwright" ? {} : { executablePath: browser },
  },
  projects: [{ name: "chromium" }],
  webServer: {
    command: `node tools/serve.mjs --strict --port ${process.env.SPANSCOPE_E2E_PORT}`,
    url: address,
    reuseExistingServer: false,
    timeout: 30_000,
  },
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 4199));
    });
  });
}
