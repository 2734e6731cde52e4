import { expect, type Page, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

/** The linked trio: topology, sequence diagram and lanes share selection and cursor; the filter language; causes and effects. */

async function abortedByCut(page: Page): Promise<Lab> {
  const lab = new Lab(page);
  await lab.open();
  await lab.until("A talks to D", (frame) => frame.transactions.some(({ name, state }) => name === "talk" && state === "open"));
  await lab.click({ link: "B-C" });
  await lab.until("the transaction is aborted", (frame) => frame.transactions.some(({ name, state }) => name === "talk" && state === "aborted"));
  await lab.tab("Transactions").click();
  await expect(placeholder(page)).toBeVisible({ timeout: 20_000 });
  await page.getByRole("button", { name: "Pause" }).click();
  await lab.until("it stands still", (frame) => !frame.playing);
  return lab;
}

const placeholder = (page: Page) => page.getByRole("button", { name: /discarded by a placeholder at C, event/ }).first();
const field = (page: Page) => page.getByRole("combobox", { name: "Find in the events" });
const inSight = (page: Page) => page.getByRole("list", { name: "Events in sight" }).getByRole("button");
const bar = (page: Page) => page.getByRole("region", { name: "The event that is looked at" });

test("from an aborted transaction to the cut that caused it in two clicks; by keyboard along causes and effects", async ({ page }) => {
  const lab = await abortedByCut(page);
  // one: the transaction; two: the cut
  await page.getByRole("button", { name: /^talk .*aborted/ }).click();
  await lab.inspector().getByRole("button", { name: /^Link B–C is cut/ }).click();
  await expect(bar(page)).toContainText("Link B–C is cut; both ends know at once.");
  await expect(page.locator(".feed-row[data-aimed]")).toContainText("Link B–C is cut");

  // to where it happened, where the transaction is still open; and back to the newest
  await bar(page).getByRole("button", { name: "Go to this event" }).click();
  await lab.until("the cut has just happened", (frame) => !frame.tape.live && frame.transactions.some(({ name, state }) => name === "talk" && state === "open"));
  await lab.tab("Sequence").click();
  await expect(page.locator('[aria-label="Events in sight"] [aria-current="true"]')).toContainText("Link B–C is cut");
  await lab.tab("Events").click();

  // the command behind it, and back to what it led to
  await page.keyboard.press("Control+ArrowLeft");
  await expect(bar(page)).toContainText("Command: cut link B–C");
  await page.keyboard.press("Control+ArrowRight");
  await expect(bar(page)).toContainText("Link B–C is cut");
  await bar(page).getByRole("button", { name: /Causes and effects/ }).click();
  const chain = page.getByRole("dialog", { name: "Causes and effects" });
  await expect(chain.getByRole("button", { name: /Command: cut link B–C/ })).toBeVisible();
  await expect(chain.locator(".effects").getByRole("button").first()).toBeVisible();
  await page.keyboard.press("Escape");
  expect(lab.complaints).toEqual([]);
});

test("the diagram shows the cut, the aborts and what a placeholder discarded; selection is shared with topology and lanes", async ({ page }) => {
  const lab = await abortedByCut(page);
  await lab.tab("Sequence").click();
  await expect(page.locator(".sequence-frame")).toHaveAttribute("data-following", "true");
  await expect(inSight(page).first()).toBeAttached();

  // selected in the lanes: lit in the diagram, drawn on the stage, looked into at the right
  await lab.tab("Transactions").click();
  await page.getByRole("button", { name: /^talk / }).click();
  await placeholder(page).click();
  await expect(bar(page)).toContainText(/C throws out a message from D/);
  await lab.until("its path is on the stage", (frame) => frame.path?.name === "talk");

  // the event that is looked at comes into sight in the diagram, where the keys go on from it
  await lab.tab("Sequence").click();
  const current = page.locator('[aria-label="Events in sight"] [aria-current="true"]');
  await expect(current).toHaveText(/C throws out a message from D.*discarded by a placeholder/);
  const at = Number(await current.getAttribute("data-row"));
  await page.getByRole("application", { name: /^Sequence diagram/ }).focus();
  await page.keyboard.press("ArrowUp");
  await expect.poll(async () => Number(await current.getAttribute("data-row"))).toBeLessThan(at);
  const above = Number(await current.getAttribute("data-row"));
  await page.keyboard.press("ArrowDown");
  await expect.poll(async () => Number(await current.getAttribute("data-row"))).toBeGreaterThan(above);
  // keys that come faster than the browser tells of scrolling: what they lead to is in sight, too
  for (const key of ["ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown", "ArrowDown", "ArrowDown"]) await page.keyboard.press(key);
  await expect.poll(async () => Number(await current.getAttribute("data-row"))).toBe(at);

  // a click on a column selects its node, and what the stage selects is lit here
  await page.getByRole("button", { name: "Column of D" }).click();
  await expect(lab.inspector().getByRole("heading", { name: "Node D" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Column of D" })).toHaveAttribute("aria-pressed", "true");
  await page.getByRole("button", { name: /^Node A, / }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Column of A" })).toHaveAttribute("aria-pressed", "true");
  expect(lab.complaints).toEqual([]);
});

test("the bar of the event stays from event to event with its focus, and comes over nothing that is looked at", async ({ page }) => {
  const lab = await abortedByCut(page);

  // the lowest row of a list is looked at: the bar takes its room, and the row moves up
  await lab.tab("Events").click();
  const list = page.locator(".feed-scroller");
  const rows = page.locator(".feed-row .feed-sentence");
  await rows.last().click();
  await expect(bar(page)).toBeVisible();
  const aimed = page.locator(".feed-row[data-aimed]");
  await expect.poll(async () => bottomOf(await aimed.boundingBox()) <= bottomOf(await list.boundingBox()), { message: "the row is above the bar" }).toBe(true);

  // from event to event it stays, and the focus with it
  await page.evaluate(() => {
    const counted = window as unknown as { barsGone: number };
    counted.barsGone = 0;
    new MutationObserver((changes) => {
      for (const { removedNodes } of changes) for (const node of removedNodes) if (node instanceof Element && node.matches(".event-bar")) counted.barsGone++;
    }).observe(document.body, { childList: true, subtree: true });
  });
  await lab.tab("Transactions").click();
  await placeholder(page).click();
  await expect(bar(page)).toContainText("C throws out a message from D");
  const toCause = bar(page).getByRole("button", { name: /To its cause/ });
  await toCause.focus();
  const says = await bar(page).locator(".event-says").innerText();
  await page.keyboard.press("Enter");
  await expect(bar(page).locator(".event-says")).not.toHaveText(says);
  await expect(toCause).toBeFocused();
  expect(await page.evaluate(() => (window as unknown as { barsGone: number }).barsGone)).toBe(0);

  // in the diagram, close above its lower rim: it stays in sight when the rim comes up
  await lab.tab("Transactions").click();
  await placeholder(page).click();
  await lab.tab("Sequence").click();
  const current = page.locator('[aria-label="Events in sight"] [aria-current="true"]');
  await expect(current).toHaveCount(1);
  const scroller = page.getByRole("application", { name: /^Sequence diagram/ });
  const heightPx = (): Promise<number> => scroller.evaluate((element) => element.clientHeight);
  const low = await heightPx();
  await page.getByRole("separator", { name: "Height of the lists" }).press("ArrowUp");
  await expect.poll(heightPx).toBeGreaterThan(low);
  while ((await current.count()) > 0) await scroller.evaluate(scrolledAndDrawn, -6);
  await scroller.evaluate(scrolledAndDrawn, 10);
  await expect(current).toHaveCount(1);
  await page.keyboard.press("ArrowDown");
  await expect.poll(heightPx).toBe(low);
  await scroller.evaluate(scrolledAndDrawn, 0);
  await expect(current).toHaveCount(1);
  expect(lab.complaints).toEqual([]);
});

/** Scrolls by so much, and waits until what is in sight then is drawn. */
async function scrolledAndDrawn(element: HTMLElement | SVGElement, top: number): Promise<void> {
  element.scrollBy({ top, behavior: "instant" });
  for (let frames = 0; frames < 4; frames++) await new Promise(requestAnimationFrame);
}

const bottomOf = (box: { readonly y: number; readonly height: number } | null): number => (box === null ? Number.NaN : box.y + box.height);

test("a message is clicked in the diagram; a piece is selected; axis, zoom and columns change what is seen", async ({ page }) => {
  const lab = await abortedByCut(page);
  await lab.tab("Sequence").click();
  const scroller = page.getByRole("application", { name: /^Sequence diagram/ });
  await scroller.evaluate((element) => element.scrollTo({ top: 0 }));
  await expect(inSight(page).first()).toHaveText(/^0\.000/);
  const box = (await scroller.boundingBox())!;
  // the first message goes out of A's column, slanted to the right
  const column = (await page.getByRole("button", { name: "Column of A" }).boundingBox())!;
  await page.mouse.move(column.x + column.width / 2 + 8, box.y + 56);
  await expect(page.locator(".sequence-tip")).toContainText("A → B");
  await page.mouse.click(column.x + column.width / 2 + 8, box.y + 56);
  await expect(lab.inspector().getByRole("heading", { name: /^Message \d+/ })).toBeVisible();
  await expect(bar(page)).toBeVisible();

  await page.keyboard.down("Shift");
  await page.mouse.move(column.x + 60, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(column.x + 60, box.y + 110, { steps: 3 });
  await page.mouse.up();
  await page.keyboard.up("Shift");
  await expect(page.getByRole("button", { name: "Select no piece" })).toHaveText(/^Events \d+ to \d+/);

  const space = page.locator(".sequence-space");
  const before = (await space.boundingBox())!.height;
  await page.getByRole("button", { name: "Closer", exact: true }).click();
  await expect.poll(async () => (await space.boundingBox())!.height).toBeGreaterThan(1.3 * before);
  await page.getByRole("radio", { name: "Linear" }).check();
  await expect.poll(async () => (await space.boundingBox())!.height).not.toBe(before);

  await page.getByRole("button", { name: "Nodes: all 6" }).click();
  await page.getByRole("button", { name: "Move B to the left" }).click();
  await page.getByRole("checkbox", { name: "Give F a column" }).uncheck();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: /^Column of/ })).toHaveText(["B", "A", "C", "D", "E"]);
  expect(lab.complaints).toEqual([]);
});

test("the filter language: completed, refused with its place, kept, and the same in feed, diagram and lanes", async ({ page }) => {
  const lab = await abortedByCut(page);
  await lab.tab("Events").click();
  await field(page).pressSequentially("fam");
  await expect(page.getByRole("option", { name: /^family/ })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  await expect(field(page)).toHaveValue("family ");
  await field(page).pressSequentially("= abort");
  await expect(field(page)).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByText(/Character 8: found “=”, expected an operator that family has: == .*Did you mean ==\?/)).toBeVisible();
  await page.getByRole("button", { name: "Put “==” there" }).click();
  await expect(field(page)).toHaveValue("family == abort");
  await expect(page.locator(".match-count")).toHaveText(/^[1-9]\d* match$/);
  await field(page).fill("family == abort && rule == ROUTE-05");
  await expect(lab.events(/^B has lost the way of transaction talk/)).toBeVisible();
  await expect(lab.events(/^B announces/)).toHaveCount(0);
  await field(page).press("Enter");

  // the diagram and the lanes have the same filter
  await lab.tab("Sequence").click();
  await expect(field(page)).toHaveValue("family == abort && rule == ROUTE-05");
  await page.getByRole("radio", { name: "hide" }).check();
  await expect(inSight(page).filter({ hasText: "has lost the way of transaction talk" }).first()).toBeAttached();
  await expect(inSight(page).filter({ hasText: "LNK_SPAN" })).toHaveCount(0);
  await lab.tab("Transactions").click();
  await expect(page.getByRole("button", { name: /^talk / })).toBeVisible();
  await field(page).fill("transaction == nobody");
  await expect(page.getByText("No transaction passes the filter.")).toBeVisible();

  // what was used is offered again; the help has every field
  await field(page).fill("");
  await expect(page.getByRole("option", { name: /family == abort && rule == ROUTE-05/ })).toBeVisible();
  await field(page).press("Escape");
  await page.getByRole("button", { name: "Fields of the filter language" }).click();
  await page.getByRole("button", { name: "event == transactionAborted" }).click();
  await expect(field(page)).toHaveValue("event == transactionAborted");
  expect(lab.complaints).toEqual([]);
});

test("the lists become tall for a diagram, by key and by button, and low again", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.tab("Sequence").click();
  const surface = page.getByRole("application", { name: /^Sequence diagram/ });
  const heightPx = (): Promise<number> => surface.evaluate((element) => element.clientHeight);
  const usual = await heightPx();
  await page.keyboard.press("h");
  await expect.poll(heightPx).toBeGreaterThan(2 * usual);
  await expect(page.locator(".sequence-frame")).toHaveAttribute("data-following", "true"); // the newest stays in sight
  expect((await page.locator("#stage-room").boundingBox())!.height).toBeGreaterThan(160); // and the stage
  await page.getByRole("button", { name: "Lists as low as usual" }).click();
  await expect.poll(heightPx).toBe(usual);
  await page.getByRole("button", { name: "Tall lists" }).click();
  await expect.poll(heightPx).toBeGreaterThan(2 * usual);
  expect(lab.complaints).toEqual([]);
});
