import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

test("a link's capture is saved; opened again, it is the run", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.until("A talks to D", (frame) => frame.transactions.some(({ state }) => state === "open"));
  await page.getByRole("button", { name: "Pause" }).click();
  await lab.until("it stands still", (frame) => !frame.playing);
  await page.getByRole("button", { name: /^Link B–C, / }).focus();
  await page.keyboard.press("Enter");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save a capture of this link" }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe("spanscope-B-C.pcapng");
  const file = await saved.path();
  expect(readFileSync(file).subarray(0, 4).toString("hex")).toBe("0a0d0d0a");

  await lab.click({ link: "B-C" }, "right");
  const again = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: /^Save a capture of this link/ }).click();
  expect(readFileSync(await (await again).path()).equals(readFileSync(file)), "the stage's menu gives the same file").toBe(true);

  await lab.tab("Topology").click();
  await page.locator('input[type="file"]').setInputFiles({ name: "saved.pcapng", mimeType: "application/octet-stream", buffer: readFileSync(file) });
  await expect(page.getByText(/the same digest [0-9a-f]{16}/)).toBeVisible({ timeout: 30_000 });
  expect(lab.complaints).toEqual([]);
});

test("a capture without a run is read message by message; what is wrong is marked, and a broken file says where", async ({ page }, info) => {
  const lab = new Lab(page);
  await lab.open();
  const file = info.outputPath("crc.pcapng");
  execFileSync(process.execPath, ["dist/cli.mjs", "capture", "a-plain-crc-32-is-understood-by-its-like-alone", "--no-run", "-o", file]);
  await lab.tab("Topology").click();
  const chooser = page.locator('input[type="file"]');
  await chooser.setInputFiles(file);
  const dialog = page.getByRole("dialog", { name: "A capture" });
  await expect(dialog.getByText("18 with something wrong")).toBeVisible();
  const list = dialog.getByRole("listbox", { name: "Packets" });
  await list.focus();
  const wrong = dialog.getByRole("option", { name: /hdr_crc is not the CRC-32C/ }).first();
  await wrong.click();
  await expect(dialog.getByRole("heading", { name: "What is wrong" })).toBeVisible();
  await list.focus();
  await page.keyboard.press("End");
  await expect(dialog.getByRole("option", { selected: true })).toHaveAttribute("aria-posinset", /^\d{2}$/);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();

  await chooser.setInputFiles({ name: "cut.pcapng", mimeType: "application/octet-stream", buffer: readFileSync(file).subarray(0, 20) });
  await expect(page.getByText(/at byte 4 of the file, expected a block of/).first()).toBeVisible();
  expect(lab.complaints).toEqual([]);
});
