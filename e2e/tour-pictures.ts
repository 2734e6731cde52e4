import { test, type Page } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

// `npm run pictures`: the pictures of the five-minute tour in the README, each at its moment.

const FOLDER = "docs/pictures";

async function opened(page: Page, theme: "dark" | "light", filter: string): Promise<Lab> {
  await page.emulateMedia({ colorScheme: theme });
  const lab = new Lab(page);
  await lab.open();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await page.getByRole("button", { name: /^Jump to/ }).click();
  const jump = page.getByRole("dialog", { name: "Jump to" });
  await jump.getByLabel("Filter to jump to").fill(filter);
  await jump.getByRole("button", { name: "Next", exact: true }).click();
  await lab.until("it is the moment", (frame) => frame.tape.stoppedAt !== null || !frame.tape.live);
  await page.keyboard.press("Escape");
  return lab;
}

async function taken(page: Page, name: string): Promise<void> {
  await page.mouse.move(720, 8);
  await page.waitForTimeout(800); // what glowed has faded
  await page.screenshot({ path: `${FOLDER}/${name}.png` });
}

async function goOn(lab: Lab, us: number): Promise<void> {
  const { nowUs } = (await lab.frame())!;
  await lab.page.getByRole("button", { name: /^Jump to/ }).click();
  const jump = lab.page.getByRole("dialog", { name: "Jump to" });
  await jump.getByLabel("Time to go to, s").fill(String((nowUs + us) / 1_000_000));
  await jump.getByRole("button", { name: "Go to a time" }).click();
  await lab.until("the time is there", (frame) => frame.nowUs === nowUs + us);
  await lab.page.keyboard.press("Escape");
}

test("the tape with two futures", async ({ page }) => {
  const lab = await opened(page, "dark", "event == elementReceived");
  await lab.click({ link: "B-C" });
  await goOn(lab, 150_000);
  await page.getByRole("slider", { name: "Place on the tape" }).focus();
  for (let pages = 0; pages < 4; pages++) await page.keyboard.press("PageUp");
  await lab.until("in the past", (frame) => !frame.tape.live && frame.tape.seekingPerMille === null);
  await lab.click({ link: "B-E" });
  await lab.until("a branch", (frame) => frame.tape.branches.length === 2 && frame.tape.live);
  await goOn(lab, 90_000);
  await page.getByRole("button", { name: /2 branches/ }).click();
  await page.locator(".branch-list").waitFor();
  await taken(page, "tour-tape-dark");
});

test("what would change if a link were cut", async ({ page }) => {
  const lab = await opened(page, "light", "event == elementReceived");
  await lab.tab("Explain").click();
  await page.getByRole("radio", { name: "What if", exact: true }).check();
  const panel = page.getByRole("tabpanel", { name: "Explain" });
  await panel.getByRole("combobox", { name: "Link" }).selectOption("C-D");
  await panel.getByRole("button", { name: "Find out" }).click();
  await panel.getByText(/^If link C–D were cut now/).waitFor({ timeout: 30_000 });
  await taken(page, "tour-what-if-light");
});

test("the run as a sequence diagram", async ({ page }) => {
  const lab = await opened(page, "dark", "event == elementReceived");
  await lab.click({ link: "B-C" });
  await goOn(lab, 60_000);
  await lab.tab("Sequence").click();
  await page.getByRole("button", { name: /^Fold (the )?inspector/i }).click();
  await page.getByRole("separator", { name: "Height of the lists" }).focus();
  for (let up = 0; up < 6; up++) await page.keyboard.press("ArrowUp");
  await page.getByRole("tabpanel", { name: "Sequence" }).click({ position: { x: 5, y: 5 } });
  await taken(page, "tour-sequence-dark");
});

test("a byte typed over", async ({ page }) => {
  const lab = await opened(page, "light", "kind == send and cmd == LNK_SPAN");
  await lab.filterEvents("kind == send");
  await lab.events(/LNK_SPAN/).first().click();
  await lab.inspector().getByRole("heading", { name: /^Message \d+/ }).waitFor();
  await lab.inspector().getByRole("button", { name: "Edit", exact: true }).click();
  await lab.inspector().locator(`[data-byte="18"]`).click();
  await page.keyboard.type("ff");
  await lab.inspector().getByText("1 byte is changed").waitFor();
  await taken(page, "tour-edit-light");
});

test("two runs side by side", async ({ page }) => {
  const lab = await opened(page, "dark", "event == elementReceived");
  await lab.page.getByRole("tab", { name: "Compare" }).click();
  const form = page.getByRole("form", { name: "What stands against this run" });
  await form.getByLabel("Against", { exact: true }).selectOption("the same with another variant");
  await form.getByRole("button", { name: "Compare" }).click();
  await page.getByRole("heading", { name: /^First difference: row \d+/ }).waitFor({ timeout: 30_000 });
  await page.getByRole("button", { name: "Go there" }).first().click();
  await page.waitForTimeout(800);
  await taken(page, "tour-compare-dark");
});
