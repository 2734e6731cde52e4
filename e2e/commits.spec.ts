import { expect, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

test("[QRM-01] the board of commits: a coordinator dies, the masters are in doubt and settle it; one is started and aborted by hand", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.tab("Commits").click();
  await expect(page.getByText(/This scenario configures no masters/)).toBeVisible();

  await page.getByRole("button", { name: /^A coordinator that dies leaves no two outcomes/ }).click();
  const board = page.getByRole("table", { name: "Commits, newest first" });
  await expect(board.getByRole("button", { name: "m1: in doubt, logged" })).toBeVisible({ timeout: 40_000 });
  await expect(board.getByText("has crashed")).toBeVisible();
  await page.getByRole("slider", { name: "Speed" }).press("End");
  for (const master of ["m1", "m2", "m3"]) await expect(board.getByRole("button", { name: `${master}: committed` })).toBeVisible({ timeout: 40_000 });
  // What m1 wrote down stands in its inspector.
  await expect(lab.inspector().getByText("COMMIT, ballot 2.1")).toBeVisible();

  await page.getByRole("button", { name: /^Without a majority nothing is committed/ }).click();
  await lab.until("it waits", (frame) => frame.commits?.lines.some(({ name, blocked }) => name === "patient" && blocked) ?? false);
  await expect(board.getByText("phase 1, too few masters")).toBeVisible();
  await board.getByRole("button", { name: "Abort patient" }).click();
  await expect(board.getByRole("row", { name: /^patient/ }).getByText("aborted").first()).toBeVisible({ timeout: 40_000 });

  const form = page.getByRole("form", { name: "Start a commit" });
  await form.getByRole("textbox", { name: "What is committed" }).fill("rename e to f");
  await form.getByRole("checkbox").check();
  await form.getByRole("button", { name: "Commit" }).click();
  await expect(board.getByRole("row", { name: /rename e to f/ })).toBeVisible();

  await page.getByRole("button", { name: /^A majority commits though one master is away/ }).click();
  const cell = board.getByRole("button", { name: "m1: committed" });
  await expect(cell).toBeVisible({ timeout: 40_000 });
  await cell.click();
  await expect(lab.inspector().getByRole("heading", { name: /^Transaction/ })).toBeVisible();
  expect(lab.complaints).toEqual([]);
});
