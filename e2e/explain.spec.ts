import { expect, type Page, test } from "@playwright/test";
import { SPEEDS } from "../src/views/shell/speed.ts";
import { Lab } from "./lab.testkit.ts";

// Why a span is relayed or not, who heard when, what a cut would change, distances that climb, and what one node knows:
// each sentence of the explain panel, walked in the page.

const topic = (page: Page, name: string) => page.getByRole("radio", { name, exact: true }).check();
const panel = (page: Page) => page.getByRole("tabpanel", { name: "Explain" });

const FAST = SPEEDS.indexOf(5_000_000);

/** The run goes so fast that nobody waits for it: five times real time. */
async function hurry(page: Page): Promise<void> {
  const slider = page.getByRole("slider", { name: "Speed" });
  for (let at = Number(await slider.getAttribute("aria-valuenow")) + 1; at <= FAST; at += 1) {
    await page.keyboard.press("]");
    await expect(slider).toHaveAttribute("aria-valuenow", String(at));
  }
}

async function opened(page: Page): Promise<Lab> {
  const lab = new Lab(page);
  await lab.open();
  await hurry(page);
  await lab.until("A talks to D", (frame) => frame.transactions.some(({ state }) => state === "open"));
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await lab.until("it stands", (frame) => !frame.playing);
  return lab;
}

test("why: every span against every connection, one reason each, its rule one click away; and by which way a node hears", async ({ page }) => {
  const lab = await opened(page);
  await lab.click({ node: "B" });
  await lab.inspector().getByRole("button", { name: "Why B hears of pfsD as it does" }).click();
  await expect(panel(page).getByText(/^B has received \d+ spans of pfsD and uses the one from C: distance 1, sum 2\.$/)).toBeVisible();
  const matrix = panel(page).getByRole("table", { name: /^Spans received/ });
  await expect(matrix.getByRole("columnheader")).toHaveText([/Place/, /From/, /sum/, /to A/, /to C/, /to E/]);
  await expect(matrix.getByRole("button", { name: "C to A: B relays it to A at distance 2: number 1 of at most 2." })).toHaveText("relayed, 1.");
  const refused = matrix.getByRole("button", { name: "C to C: It came from C over B–C, and does not go back there." });
  await expect(refused).toHaveText("split horizon");
  await refused.click();
  await expect(panel(page).getByText(/First: its sum 2 is less than 3, that of number 2\./)).toBeVisible();
  await panel(page).getByRole("button", { name: /SPAN-07/ }).first().click();
  await expect(page.getByRole("dialog")).toContainText("there is one reason, the first of these that holds");
  await page.keyboard.press("Escape");
  await expect(panel(page).getByText(/A knows pfsD and does not pass it on to B:/)).toBeVisible();
  await expect(panel(page).getByText(/A is an endpoint: it announces its own and relays nothing\./).first()).toBeVisible();
  expect(lab.complaints).toEqual([]);
});

test("the wavefront: who heard first, when, at what distance, by which message; it follows the cursor, and a withdrawal runs the same way", async ({ page }) => {
  const lab = await opened(page);
  await lab.tab("Explain").click();
  await topic(page, "Wavefront");
  const rows = panel(page).getByRole("list", { name: /^Who heard/ }).getByRole("listitem");
  await expect(rows).toHaveText([/D.*offers it/, /1\..*C.*heard.*Distance 0.*From D.*#\d+/, /2\..*F.*heard.*Distance 0.*From D/, /3\..*B.*heard.*Distance 1.*From C/, /4\..*E.*heard.*Distance 1.*From F/, /5\..*A.*heard.*Distance 2/]);
  await expect(panel(page).getByText("Every node that runs knows it.")).toBeVisible();
  await rows.nth(1).getByRole("button", { name: /^Inspect message/ }).click();
  await expect(lab.inspector()).toContainText("LNK_SPAN");
  // A withdrawal runs the same way.
  await lab.click({ node: "D" });
  await lab.inspector().getByRole("button", { name: "Withdraw", exact: true }).click();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await expect(rows.filter({ hasText: /forgot/ })).toHaveCount(6, { timeout: 20_000 });
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await expect(rows.first()).toContainText("withdrew it");
  await expect(panel(page).getByText("Without it: A, B, C, D, E, F")).toBeVisible();
  await panel(page).getByRole("combobox", { name: "Wave" }).selectOption({ index: 1 });
  // Back in time: what has not happened yet at the cursor lies ahead of it.
  await rows.nth(2).getByRole("button", { name: /Go to event/ }).click();
  await expect(rows.nth(5)).toContainText("ahead of the cursor");
  await expect(rows.nth(1)).not.toContainText("ahead of the cursor");
  expect(lab.complaints).toEqual([]);
});

test("what if: a cut is tried in a branch, told, drawn, and in the run there is nothing of it; then it is done for real", async ({ page }) => {
  const lab = await opened(page);
  const before = (await lab.frame())!;
  await lab.tab("Explain").click();
  await topic(page, "What if");
  await panel(page).getByRole("combobox", { name: "Link" }).selectOption("B-C");
  await panel(page).getByRole("button", { name: "Find out" }).click();
  await expect(panel(page).getByText(/^If link B–C were cut now \(both ends know at once\): one transaction aborts/)).toBeVisible({ timeout: 30_000 });
  await expect(panel(page).getByRole("list", { name: "Transactions that break" }).getByRole("listitem")).toHaveCount(1);
  await expect(panel(page).getByRole("list", { name: "Nodes that lose a PFS" })).toContainText("C loses pfsA");
  await expect(panel(page).getByRole("list", { name: "Ways that change" })).toContainText("B to pfsD: 1 by B–C → 2 by B–E");
  await expect(panel(page).getByText("Quiet after", { exact: true })).toBeVisible();
  const after = (await lab.frame())!;
  expect([after.digest, after.nowUs, after.counters.events]).toEqual([before.digest, before.nowUs, before.counters.events]);
  await panel(page).getByRole("button", { name: "Do it" }).click();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await lab.until("what was foretold", (frame) => frame.transactions.some(({ state }) => state === "aborted"));
  expect(lab.complaints).toEqual([]);
});

test("count to infinity: the distances as they climb, where they end and by which rule", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await page.getByRole("button", { name: /Without split horizon, distance climbs/ }).click();
  await lab.until("it runs", (frame) => frame.nowUs > 0 && frame.nowUs < 1_500_000);
  await hurry(page);
  await lab.tab("Explain").click();
  await topic(page, "Distances");
  await panel(page).getByRole("combobox", { name: "Node" }).selectOption("B");
  await lab.until("it is over", (frame) => frame.nowUs > 1_200_000);
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await expect(panel(page).getByText(/^After the cut of D–A \(event \d+\) the distance of pfsD at B climbs from 1 to 17 in \d+ steps and ends there/)).toBeVisible();
  await expect(panel(page).getByRole("button", { name: /SPAN-04/ }).first()).toBeVisible();
  await expect(panel(page).getByRole("figure", { name: "Best distance of pfsD at B over simulated time" })).toBeVisible();
  await expect(panel(page).getByRole("button", { name: /^A: \d+ to 17 in \d+ steps$/ })).toBeVisible();
  expect(lab.complaints).toEqual([]);
});

test("node view: only what the node knows, stale beliefs marked; the system view is the truth", async ({ page }) => {
  const lab = await opened(page);
  await lab.click({ node: "A" });
  const ofA = page.getByRole("radio", { name: "What A knows" });
  const system = page.getByRole("radio", { name: "System", exact: true });
  await ofA.check();
  await expect(page.getByText("What A knows: 2 PFSes over 2 links.").first()).toBeVisible();

  // those who do not see the stage are told the same, and nothing of what A does not know
  await expect(page.getByRole("list", { name: "Nodes that A knows" }).getByRole("button")).toHaveText([/^A, whose view this is, offers pfsA\./, /^B, neighbour over A–B\./, /^E, neighbour over A–E\./, /^D, known for pfsD \(distance 2\)\./]);
  await expect(page.getByRole("list", { name: "Links of A" }).getByRole("button")).toHaveText(["Link A–B, open. Cut", "Link A–E, open. Cut"]);
  await expect(page.getByRole("list", { name: "Transactions of A" }).getByRole("button")).toHaveText([/pfsD, opened here\./]);
  await expect(lab.link("B", "C")).toHaveCount(0);
  expect(await page.evaluate(() => window.__spanscope!.stage!.pointOf({ link: "B-C" }))).toBe(null);

  // what only the system knows is not there, and says why
  for (const [tab, why] of [["Checks", "The checks look at all nodes at once, as A cannot."], ["Charts", "The charts count over all nodes, and A knows only its own part."], ["Tables", "The tables list everything there is, and A knows only its own part of it."], ["Compare", /^Two whole runs stand beside each other here/]] as const) {
    await lab.tab(tab).click();
    await expect(page.getByText(why)).toBeVisible();
  }
  await lab.tab("Stage").click();
  await lab.tab("Transactions").click();
  await expect(page.getByRole("region", { name: "Transactions of A" }).getByRole("listitem")).toHaveText([/pfsD opened here$/]);

  // what is cut in the system A does not see: it goes on believing
  await lab.tab("Checks").click();
  await page.getByRole("button", { name: "Show the system view" }).click();
  await expect(page.getByText("The checks look at all nodes at once")).toHaveCount(0);
  await lab.link("B", "C").dispatchEvent("click");
  await ofA.check();
  await lab.tab("Explain").click();
  await topic(page, "Node view");
  const stale = /(A still believes in pfsD over A–B; (B has taken it back, and the news is on its way|at B the way ends))/;
  await expect(panel(page).getByRole("list", { name: "PFSes that it knows" })).toContainText(stale);
  await expect(page.getByRole("list", { name: "PFSes that A knows" }).getByRole("button", { name: /^pfsD, distance 2, first hop A–B; not so any more: / })).toHaveText(stale);
  await expect(page.getByText(/differs? from the truth\./).first()).toBeVisible();
  await system.check();
  await expect(lab.link("B", "C")).toHaveCount(1);
  expect(lab.complaints).toEqual([]);
});
