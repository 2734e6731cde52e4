import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

/** A talks to D over B and C; the message that B passed on is open in the inspector. */
async function passedOn(lab: Lab): Promise<Locator> {
  await lab.open();
  await lab.until("A talks to D", (frame) => frame.transactions.some(({ name, state }) => name === "talk" && state === "open"));
  await lab.filterEvents("B passes an element");
  await lab.events(/B passes an element of transaction talk/).first().click();
  const inspector = lab.inspector();
  await expect(inspector.getByRole("heading", { name: /^Message \d+/ })).toBeVisible();
  return inspector;
}

async function complaintsOfAxe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]).analyze();
  return violations.map(({ id, nodes }) => `${id} ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

/** Goes on event by event until a message flies, and clicks it. */
async function clickInFlight(lab: Lab): Promise<void> {
  for (let steps = 0; steps < 100; steps++) {
    const [place] = await lab.page.evaluate(() => window.__spanscope!.stage!.messages());
    if (place !== undefined) return lab.page.mouse.click(place.x, place.y);
    await lab.stepEvent();
  }
  throw new Error("no message came");
}

const edit = (inspector: Locator): Promise<void> => inspector.getByRole("button", { name: "Edit", exact: true }).click();
const check = (inspector: Locator, name: string): Locator => inspector.locator(`[data-check="${name}"]`);

test("[WIRE-04] a byte is changed, its CRC breaks and is put right; sent, the receiver says by which rule it throws it out, and in what row", async ({ page }) => {
  const lab = new Lab(page);
  const inspector = await passedOn(lab);
  await edit(inspector);
  await expect(check(inspector, "hdr_crc")).toHaveAttribute("data-good", "true");

  // A byte of the spanid, in hex: nobody knows that span.
  await inspector.locator('[data-byte="18"]').click();
  await page.keyboard.type("7f");
  await expect(inspector.locator('[data-byte="18"][data-changed]')).toHaveText("7f");
  await expect(inspector.getByText("1 byte is changed")).toBeVisible();
  await expect(check(inspector, "hdr_crc")).toHaveAttribute("data-good", "false");
  await expect(inspector.locator(".faults-found")).toContainText("WIRE-04");
  await inspector.getByRole("button", { name: "Fix hdr_crc" }).click();
  await expect(check(inspector, "hdr_crc")).toHaveAttribute("data-good", "true");
  await expect(inspector.locator(".faults-found")).toHaveCount(0);

  // Back and on again.
  await inspector.getByRole("button", { name: "Undo" }).click();
  await expect(check(inspector, "hdr_crc")).toHaveAttribute("data-good", "false");
  await inspector.getByRole("button", { name: "Redo" }).click();
  await expect(check(inspector, "hdr_crc")).toHaveAttribute("data-good", "true");

  await inspector.getByRole("button", { name: "Inject", exact: true }).click();
  const verdict = inspector.getByRole("list", { name: "What became of it" }).getByRole("listitem").first();
  await expect(verdict.locator(".verdict-kind")).toContainText("thrown out");
  await expect(verdict.getByRole("button", { name: /ROUTE-02/ }).first()).toBeVisible();
  await expect(verdict.locator(".rule-excerpt")).not.toBeEmpty();
  expect(await complaintsOfAxe(page)).toEqual([]);
  await verdict.locator(".verdict-line").getByRole("button", { name: /^event \d+/ }).click();
  await expect(lab.events(/C throws out a message from B/).first()).toBeVisible();
  expect(lab.complaints).toEqual([]);
});

test("[WIRE-03] fields have forms: flags by boxes, numbers in either base; bits flip; what cannot be is said", async ({ page }) => {
  const lab = new Lab(page);
  const inspector = await passedOn(lab);
  await edit(inspector);
  await inspector.getByRole("row", { name: /^cmd/ }).click();
  const form = inspector.getByRole("group", { name: "Change cmd" });
  await form.getByRole("checkbox", { name: "DELETE" }).click();
  await expect(inspector.getByRole("row", { name: /^cmd.*0xc0200101/ })).toBeVisible();
  await form.getByRole("combobox", { name: "Command" }).selectOption("LNK_ERROR");
  await expect(inspector.getByRole("row", { name: /^cmd.*0xc00fff01/ })).toBeVisible();

  await inspector.getByRole("row", { name: /^msgid/ }).click();
  const msgid = inspector.getByRole("group", { name: "Change msgid" });
  await msgid.getByRole("radio", { name: "decimal" }).check();
  await expect(msgid.getByRole("textbox", { name: "Value" })).toHaveValue(/^\d+$/);
  await msgid.getByRole("textbox", { name: "Value" }).fill("ten");
  await msgid.getByRole("button", { name: "Set" }).click();
  await expect(msgid.getByRole("alert")).toContainText("expected a number");
  await msgid.getByRole("textbox", { name: "Value" }).fill("10");
  await msgid.getByRole("button", { name: "Set" }).click();
  await expect(inspector.getByRole("row", { name: /^msgid.*0x000000000000000a/ })).toBeVisible();

  await inspector.getByRole("row", { name: /^error/ }).click();
  await inspector.getByRole("group", { name: "Change error" }).getByRole("combobox").selectOption({ label: "33 SPAN_LOST" });
  await expect(inspector.getByRole("row", { name: /^error.*33/ })).toBeVisible();

  await inspector.getByRole("row", { name: /^aux \d+ bytes/ }).click();
  const aux = inspector.getByRole("group", { name: "Change aux" });
  await aux.getByRole("textbox", { name: "Text" }).fill("other words");
  await aux.getByRole("button", { name: "Set" }).click();
  await expect(check(inspector, "aux_crc")).toHaveAttribute("data-good", "false");
  await inspector.getByRole("button", { name: "Fix aux_crc" }).click();
  await inspector.getByRole("button", { name: "Fix hdr_crc" }).click();
  await expect(inspector.locator(".receiver-checks [data-good=false]")).toHaveCount(0);

  await inspector.locator('[data-byte="4"]').click();
  const before = await inspector.locator('[data-byte="4"]').textContent();
  await inspector.getByRole("button", { name: /^bit 0,/ }).click();
  await expect(inspector.locator('[data-byte="4"]')).not.toHaveText(before!);
  await inspector.getByRole("button", { name: "As it was" }).click();
  await expect(inspector.getByText("nothing is changed")).toBeVisible();
  expect(lab.complaints).toEqual([]);
});

test("[WIRE-04] raw bytes are planned for a time, wait for it, and are refused by the CRC at that time", async ({ page }) => {
  const lab = new Lab(page);
  const inspector = await passedOn(lab);
  await edit(inspector);
  await page.getByRole("button", { name: "Pause" }).click();
  await lab.until("the run stands still", (frame) => !frame.playing);
  await inspector.getByRole("radio", { name: "raw", exact: true }).check();
  await expect(check(inspector, "count")).toHaveAttribute("data-good", "false");
  await inspector.getByRole("button", { name: "Fix counter" }).click();
  await expect(check(inspector, "count")).toHaveAttribute("data-good", "true");
  await inspector.getByRole("radio", { name: "at a time" }).check();
  const time = inspector.getByRole("spinbutton", { name: "Simulated time" });
  await expect(time).toHaveValue(/^\d/);
  const atMs = Number(await time.inputValue());
  await inspector.getByRole("button", { name: "Plan it" }).click();
  const planned = inspector.getByRole("list", { name: "What became of it" }).getByRole("listitem").first();
  await expect(planned).toContainText("waits");
  await page.getByRole("button", { name: "Play" }).click();
  await expect(planned.locator(".verdict-kind")).toContainText("CRC refused", { timeout: 20_000 });
  await expect(planned.locator(".injection-head")).toContainText((atMs / 1_000).toFixed(3));
  await expect(planned.getByRole("button", { name: /WIRE-04/ }).first()).toBeVisible();
});

test("[WIRE-04] a message in flight is replaced by other bytes, and its receiver refuses them", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await page.getByRole("button", { name: "Pause" }).click();
  await lab.until("the run stands still", (frame) => !frame.playing);
  await clickInFlight(lab);
  const inspector = lab.inspector();
  await edit(inspector);
  await inspector.locator('[data-byte="8"]').click();
  await inspector.getByRole("button", { name: /^bit 0,/ }).click();
  await inspector.getByRole("button", { name: /^Replace message \d+ in flight/ }).click();
  const verdict = inspector.getByRole("list", { name: "What became of it" }).getByRole("listitem").first();
  await expect(verdict).toContainText("in place of a message");
  await expect(verdict.locator(".verdict-kind")).toContainText("on its way");
  await page.getByRole("button", { name: "Play" }).click();
  await expect(verdict.locator(".verdict-kind")).toContainText("CRC refused", { timeout: 20_000 });
  expect(lab.complaints).toEqual([]);
});

test("[ROUTE-01] [SPAN-03] a message is followed over three hops, each a click away, and compared; a span relay by relay while its distance grows", async ({ page }) => {
  const lab = new Lab(page);
  const inspector = await passedOn(lab);
  await inspector.getByRole("radio", { name: "Hop by hop" }).check();
  const strip = inspector.getByRole("list", { name: "The way, hop by hop" });
  await expect(strip.getByRole("button", { name: /^Hop/ })).toHaveCount(3);
  await expect(strip.getByRole("button", { name: "Hop 2: B to C" })).toHaveAttribute("aria-current", "step");
  await expect(strip.getByRole("button", { name: "Hop 1: A to B" })).toHaveAccessibleDescription(/made here/);
  await strip.getByRole("button", { name: "Hop 3: C to D" }).click();
  await expect(strip.getByRole("button", { name: "Hop 3: C to D" })).toHaveAttribute("aria-current", "step");
  await expect(inspector.getByRole("heading", { name: "Changed since B → C" })).toBeVisible();
  await expect(inspector.locator(".change-table")).toContainText("spanid");
  await expect(inspector.locator(".hex-byte[data-changed]").first()).toBeVisible();

  await inspector.getByRole("radio", { name: "Compare" }).check();
  await inspector.getByRole("button", { name: "the hop before" }).click();
  await expect(inspector.locator(".change-table tbody th")).toHaveText(["salt", "spanid", "hdr_crc"]);
  await expect(inspector.locator(".two-sides .hex-byte[data-changed]").first()).toBeVisible();
  const first = await inspector.locator(".change-table thead th").nth(1).textContent();
  await inspector.getByRole("button", { name: "Swap sides" }).click();
  await expect(inspector.locator(".change-table thead th").nth(2)).toHaveText(first!);
  await inspector.getByRole("button", { name: /^the last one, message/ }).click();
  await expect(inspector.locator(".two-sides section")).toHaveCount(2);
  await inspector.getByRole("button", { name: "the element before" }).click();
  await expect(inspector.getByText("There is no element before this one in its transaction.")).toBeVisible();

  // A span: its relays, one more in distance at each node.
  await lab.filterEvents("B relays pfsD to A at distance 2");
  await lab.events("B relays pfsD to A at distance 2; it came from C.").click();
  await inspector.getByRole("radio", { name: "Hop by hop" }).check();
  await expect(strip.getByRole("button", { name: "Hop 1: D to C" })).toHaveAccessibleDescription(/dist 0/);
  await expect(strip.getByRole("button", { name: "Hop 3: B to A" })).toHaveAccessibleDescription(/dist 2/);
  expect(await complaintsOfAxe(page)).toEqual([]);
  expect(lab.complaints).toEqual([]);
});

test("[LINK-02] over an encrypted link a hop has both: what was said, and the record", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await page.getByRole("button", { name: /An encrypted link carries the same spans/ }).click();
  await lab.until("A talks to D", (frame) => frame.transactions.some(({ state }) => state === "open"));
  await lab.filterEvents("B passes an element");
  await lab.events(/B passes an element/).first().click();
  const inspector = lab.inspector();
  await inspector.getByRole("radio", { name: "Hop by hop" }).check();
  const strip = inspector.getByRole("list", { name: "The way, hop by hop" });
  await strip.getByRole("button", { name: "Hop 2: B to C" }).click();
  await expect(strip.getByRole("button", { name: "Hop 2: B to C" })).toHaveAccessibleDescription(/encrypted/);
  await expect(inspector.getByRole("row", { name: /^ciphertext/ })).toBeVisible();
  await expect(inspector.getByText("In the clear, as it left this hop")).toBeVisible();
  await expect(inspector.getByRole("row", { name: /^msgid/ })).toBeVisible();
  await inspector.getByRole("button", { name: "Edit the record" }).click();
  await expect(inspector.getByRole("heading", { name: "Draft, not sent" })).toBeVisible();
  expect(lab.complaints).toEqual([]);
});
