import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

test("the run file of the page replays to the same digest, in the terminal and in the page", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.until("A talks to D", (frame) => frame.transactions.some(({ state }) => state === "open"));
  await lab.click({ link: "B-C" });
  await lab.until("the transaction is aborted", (frame) => frame.transactions.some(({ state }) => state === "aborted"));
  await page.getByRole("button", { name: "Pause" }).click();
  await lab.until("it stands still", (frame) => !frame.playing);

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await page.getByRole("button", { name: "Download the run file" }).click();
  const file = await (await download).path();
  const { digest } = JSON.parse(readFileSync(file, "utf8")) as { digest: string };
  expect(digest).toMatch(/^[0-9a-f]{16}$/);

  const answer = JSON.parse(execFileSync(process.execPath, ["dist/cli.mjs", "replay", file], { encoding: "utf8" })) as { same: boolean; digest: string };
  expect(answer).toMatchObject({ same: true, digest });

  await page.keyboard.press("Escape");
  // And in the page: it plays to where it stopped.
  await lab.tab("Topology").click();
  await page.locator('input[type="file"]').setInputFiles(file);
  await page.getByRole("slider", { name: "Speed" }).focus();
  await page.keyboard.press("End");
  await expect(page.getByText(`the same digest ${digest}`)).toBeVisible({ timeout: 30_000 });
});

test("a graph file becomes a running topology; a broken one says where it is wrong", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.tab("Topology").click();
  const chooser = page.locator('input[type="file"]');
  const graphml = `<?xml version="1.0"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="undirected">
    <node id="Oslo"/><node id="Bergen"/><node id="Tromso"/><edge source="Oslo" target="Bergen"/><edge source="Bergen" target="Tromso"/></graph></graphml>`;
  await chooser.setInputFiles({ name: "north.graphml", mimeType: "application/xml", buffer: Buffer.from(graphml) });
  await expect(page.getByRole("button", { name: /^Node Bergen, / })).toBeAttached();
  await expect(page.getByRole("button", { name: /^Link Oslo–Bergen, / })).toBeAttached();

  await chooser.setInputFiles({ name: "broken.graphml", mimeType: "application/xml", buffer: Buffer.from(graphml.replace('target="Tromso"', 'target="Nowhere"')) });
  await expect(page.getByText(/Nowhere/).first()).toBeVisible();
  await expect(page.getByRole("button", { name: /^Node Bergen, / }), "the run that was there goes on").toBeAttached();
});
