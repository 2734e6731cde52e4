import { expect, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

test("by keyboard alone: cut a link by name, see the abort, go back, heal, look inside, look for a failure", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  const { keyboard } = page;
  await keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Skip to the stage" })).toBeFocused();
  await lab.until("A talks to D", (frame) => frame.transactions.some(({ state }) => state === "open"));
  await keyboard.press("Space"); // a button has the focus: it presses that
  await lab.until("the run goes on", (frame) => frame.playing);

  const find = page.getByRole("combobox", { name: "Search everything that can be done" });
  const choose = async (asked: string, title: string): Promise<void> => {
    await keyboard.press("Control+k");
    await expect(find).toBeFocused();
    await keyboard.type(asked);
    await expect(page.getByRole("option", { name: title }).first()).toHaveAttribute("aria-selected", "true");
    await keyboard.press("Enter");
  };
  await choose("cut B-C", "Cut B–C");
  await lab.until("it is cut, and looked at", ({ inspection }) => inspection?.kind === "link" && inspection.state === "cut");
  await lab.until("A has heard of it", (frame) => frame.transactions.some(({ state }) => state === "aborted"));
  await keyboard.press("Escape");
  await choose("play", "Play or pause");
  await lab.until("it stands still", ({ playing }) => !playing);

  const { nowUs } = (await lab.frame())!;
  await choose("prev abort", "Previous: abort");
  await lab.until("it is earlier", (frame) => frame.nowUs <= nowUs && !frame.tape.live);
  await choose("heal B-C", "Heal B–C");
  await lab.until("another future has begun", ({ tape }) => tape.branches.length === 2);

  await keyboard.press("i");
  await expect(page.locator(".inspector")).toBeFocused();
  await keyboard.press("Shift+H");
  await expect(page.getByRole("dialog", { name: "Find me a failure" })).toBeFocused();
  await keyboard.press("Escape");
  await expect(page.locator(".inspector")).toBeFocused();
  await keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeFocused();
  expect(lab.complaints).toEqual([]);
});
