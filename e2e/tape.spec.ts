import { expect, test, type Page } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

/** The tape as a test reads it: what the newest frame says. */
class TapeRig extends Lab {
  async tape() {
    return (await this.frame())!.tape;
  }

  /** What the page shows when nothing is under way any more. */
  async stands(what: string, holds: (row: number, live: boolean) => boolean): Promise<void> {
    await this.until(what, (frame) => frame.tape.seekingPerMille === null && !frame.playing && holds(frame.tape.row, frame.tape.live));
  }

  async state(): Promise<{ row: number; digest: string }> {
    const frame = (await this.frame())!;
    return { row: frame.tape.row, digest: frame.digest };
  }

  strip() {
    return this.page.getByRole("slider", { name: "Place on the tape" });
  }

  async popover(name: RegExp, open: RegExp) {
    await this.page.getByRole("button", { name: open }).click();
    return this.page.getByRole("dialog", { name });
  }
}

async function openPaused(page: Page): Promise<TapeRig> {
  const lab = new TapeRig(page);
  await lab.open();
  await lab.until("spans have spread", (frame) => frame.tape.rowEnd > 330);
  await page.keyboard.press("Space");
  await lab.stands("paused at the end", (_, live) => live);
  return lab;
}

test("one tape, nothing lost: back and on event by event, to a time, to a change, to what a filter finds", async ({ page }) => {
  const lab = await openPaused(page);
  const end = await lab.state();

  // one event back and on again: the digest is the same
  const digests: { row: number; digest: string }[] = [end];
  for (let back = 0; back < 4; back++) {
    const { row } = digests.at(-1)!;
    await page.getByRole("button", { name: "One event back" }).click();
    await lab.stands("one event back", (now) => now < row);
    digests.push(await lab.state());
  }
  for (const { row, digest } of digests.slice(0, -1).toReversed()) {
    await page.keyboard.press(".");
    await lab.stands("one event on", (now) => now >= row);
    expect(await lab.state()).toEqual({ row, digest });
  }

  // dragging pauses and seeks; the list of events keeps the whole run
  const box = (await lab.strip().boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.9, box.y + 8);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 8, { steps: 6 });
  await page.mouse.up();
  await lab.stands("dragged to the middle", (row, live) => !live && row > 20 && row < end.row);
  expect((await lab.tape()).rowEnd).toBe(end.row);

  // by keys: the next and the previous change of a span or transaction
  await lab.strip().focus();
  const middle = (await lab.state()).row;
  await page.keyboard.press("Shift+ArrowRight");
  await lab.stands("the next change", (row) => row > middle);
  const change = (await lab.state()).row;
  await page.keyboard.press("ArrowLeft");
  await lab.stands("one event back", (row) => row < change);
  await page.keyboard.press("Shift+ArrowLeft");
  await lab.stands("the previous change", (row) => row <= middle);
  await page.keyboard.press("Home");
  await lab.stands("the oldest place", (row) => row < 40);

  // by a filter, and by time
  const jumps = await lab.popover(/Jump to/, /^Jump to/);
  await jumps.getByLabel("Filter to jump to").fill("event == spanReceived and node == A");
  await jumps.getByRole("button", { name: "Next", exact: true }).click();
  await lab.stands("A hears of a span", (row, live) => row > 40 && !live);
  await jumps.getByLabel("Filter to jump to").fill("event == spanRecieved");
  await jumps.getByRole("button", { name: "Next", exact: true }).click();
  await expect(page.getByRole("region", { name: "Notices" }).or(page.locator(".notices"))).toContainText("spanRecieved");
  await jumps.getByLabel("Time to go to, s").fill("0.05");
  await jumps.getByRole("button", { name: "Go to a time" }).click();
  await lab.until("at 50 ms", (frame) => frame.nowUs === 50_000);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "To the end, and go with it" }).click();
  await lab.stands("live again", (row, live) => live && row === end.row);
  expect(await lab.state()).toEqual(end);
  expect(lab.complaints).toEqual([]);
});

test("acting in the past makes a branch; branches have names, are shown, renamed and deleted; undo and redo go along them", async ({ page }) => {
  const lab = await openPaused(page);
  const end = await lab.state();
  await lab.strip().focus();
  await page.keyboard.press("PageUp");
  await page.keyboard.press("PageUp");
  await lab.stands("in the past", (_, live) => !live);
  const { row } = await lab.state();
  await lab.click({ link: "B-C" });
  await lab.until("a branch", (frame) => frame.tape.branches.length === 2 && frame.tape.live);
  await page.keyboard.press("Space");
  await lab.until("it has a future of its own", (frame) => frame.tape.rowEnd > row + 40);
  await page.keyboard.press("Space");
  await lab.stands("paused", () => true);
  const other = await lab.state();

  const branches = await lab.popover(/Branches/, /2 branches/);
  await expect(branches.getByLabel("Name of branch First run")).toBeVisible();
  const named = branches.getByLabel(/^Name of branch cut link/i);
  await named.fill("B–C cut early");
  await named.press("Enter");
  await lab.until("renamed", (frame) => frame.tape.branches.some(({ name }) => name === "B–C cut early"));
  await branches.getByRole("button", { name: "Show branch First run" }).click();
  await lab.until("the first run is shown", (frame) => frame.tape.branch === 1);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "To the end, and go with it" }).click();
  await lab.stands("at its end", (now, live) => live && now === end.row);
  expect(await lab.state()).toEqual(end);

  // undo is the future without the last command, redo the one with it
  const again = await lab.popover(/Branches/, /2 branches/);
  await again.getByRole("button", { name: "Show branch B–C cut early" }).click();
  await lab.until("the branch is shown", (frame) => frame.tape.branch === 2);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "To the end, and go with it" }).click();
  await lab.stands("at its end", (now) => now === other.row);
  const before = (await lab.frame())!;
  await page.getByRole("button", { name: /^Undo: take back: cut link/ }).click();
  await lab.until("the same time without the cut", (frame) => frame.tape.branch === 1 && frame.nowUs === before.nowUs && frame.tape.seekingPerMille === null);
  await page.getByRole("button", { name: /^Redo: return to: B–C cut early/ }).click();
  await lab.until("with it again", (frame) => frame.tape.branch === 2 && frame.digest === before.digest);

  const last = await lab.popover(/Branches/, /2 branches/);
  await last.getByRole("button", { name: "Delete branch First run" }).click();
  await lab.until("deleted", (frame) => frame.tape.branches.length === 1);
  await expect(last.getByText(/The oldest time that can be reached is 0\.000/)).toBeVisible();
  await last.getByLabel("Events that are kept").selectOption("262144");
  await lab.until("so much is kept", (frame) => frame.tape.rowsMax === 262_144);
  expect(lab.complaints).toEqual([]);
});

test("breakpoints are predicates: chosen in a form or written in the language", async ({ page }) => {
  const lab = await openPaused(page);
  const points = await lab.popover(/Breakpoints/, /^Breakpoints/);
  await points.getByLabel("Stop when").selectOption({ label: "a transaction aborts" });
  await points.getByRole("button", { name: "Add" }).first().click();
  await lab.until("one breakpoint", (frame) => frame.tape.breakpoints.length === 1);
  await points.getByLabel("Or when an event matches").fill("event == linkLost and node == Z");
  await points.getByRole("button", { name: "Add" }).last().click();
  await lab.until("two breakpoints", (frame) => frame.tape.breakpoints.length === 2);
  await points.getByRole("button", { name: /^Delete breakpoint event == linkLost/ }).click();
  await lab.until("one again", (frame) => frame.tape.breakpoints.length === 1);
  await page.keyboard.press("Escape");
  await expect(points).toBeHidden();

  // beyond the known end the run goes on until something matches
  const jumps = await lab.popover(/Jump to/, /^Jump to/);
  await jumps.getByLabel("Filter to jump to").fill("event == transactionAccepted");
  await jumps.getByRole("button", { name: "Next", exact: true }).click();
  await lab.until("the transaction is open", (frame) => frame.counters.transactionsOpen > 0 && frame.tape.live);
  await page.keyboard.press("Escape");
  await expect(jumps).toBeHidden(); // the focus goes back to its button first
  await lab.click({ link: "B-C" });
  await page.keyboard.press("Space");
  await lab.until("stopped at the abort", (frame) => !frame.playing && frame.tape.breakpoints[0]!.hits === 1);
  const frame = (await lab.frame())!;
  expect([frame.tape.stoppedAt!.row < frame.tape.row, frame.counters.transactionsAborted]).toEqual([true, 1]);
  expect(lab.complaints).toEqual([]);
});
