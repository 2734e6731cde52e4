import { expect, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

test("[CAC-01] the lock board shows holders and waiters; a lock is taken, chosen and let go", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await page.getByRole("button", { name: /Shared goes with shared, exclusive waits/ }).click();
  await lab.until("the scenario is loaded", (frame) => frame.expectations.length === 8);
  await lab.tab("Locks").click();
  const board = page.getByRole("table", { name: "Locks by inode and domain" });
  await lab.until("C has what it waited for", (frame) => frame.locks?.locks.some(({ name, condition }) => name === "c-writes" && condition === "held") ?? false);
  await board.getByRole("button", { name: /^\S*C$/ }).click();
  await expect(page.getByRole("region", { name: "Lock c-writes" })).toContainText("granted");
  await expect(lab.inspector()).toContainText("c-writes@m1");

  const form = page.getByRole("form", { name: "Take a lock" });
  await form.getByLabel("Client").selectOption("A");
  await form.getByLabel("Path").selectOption("/home/ann");
  await form.getByRole("button", { name: "Ask" }).click();
  await lab.until("A waits", (frame) => frame.locks?.locks.some(({ node, condition }) => node === "A" && condition === "waiting") ?? false);
  await expect(page.getByText(/^A waits for SHARED of ATTR \/home\/ann/)).toBeVisible();
  await board.getByRole("button", { name: /^\S*C/ }).click();
  await page.getByRole("region", { name: "Lock c-writes" }).getByRole("button", { name: "Let go" }).click();
  await lab.until("A has it", (frame) => frame.locks?.locks.some(({ node, condition }) => node === "A" && condition === "held") ?? false);
  const frame = (await lab.frame())!;
  expect(frame.checks.filter(({ state }) => state === "violated")).toEqual([]);
  expect(lab.complaints).toEqual([]);
});

test("[CAC-01] without masters the board says what to do", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.tab("Locks").click();
  await expect(page.getByText(/No masters grant locks in this run/)).toBeVisible();
});
