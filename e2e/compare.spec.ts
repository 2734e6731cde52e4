import AxeBuilder from "@axe-core/playwright";
import { readFileSync } from "node:fs";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

/** The view of a comparison, as a test drives it. */
class CompareRig extends Lab {
  form(): Locator {
    return this.page.getByRole("form", { name: "What stands against this run" });
  }

  /** Compares against what is chosen by `choose`, and waits until both are executed. */
  async compare(against: string, choose: (form: Locator) => Promise<unknown>, untilS = "0.4"): Promise<void> {
    const form = this.form();
    await form.getByLabel("Against", { exact: true }).selectOption(against);
    await choose(form);
    await form.getByLabel("Up to").fill(untilS);
    await form.getByRole("button", { name: "Compare" }).click();
    await this.found();
  }

  /** The first difference is told, and both stages stand. */
  async found(): Promise<void> {
    await expect(this.page.getByRole("heading", { name: /^First difference: row \d+/ })).toBeVisible();
    await expect(this.page.getByRole("region", { name: "This run" })).toBeVisible();
    await expect(this.page.getByRole("region", { name: "Against it" })).toBeVisible();
  }

  time(): Locator {
    return this.page.getByRole("slider", { name: "Time of both" });
  }

  mark(): Locator {
    return this.page.getByRole("button", { name: /^First difference, at / });
  }

  cost(name: RegExp, table: string | RegExp = "What each cost"): Locator {
    return this.page.getByRole("table", { name: table }).getByRole("row", { name });
  }

  async end(): Promise<void> {
    await this.page.getByRole("button", { name: "End the comparison" }).click();
    await expect(this.form()).toBeVisible();
  }
}

async function openPaused(page: Page, rows: number): Promise<CompareRig> {
  const lab = new CompareRig(page);
  await lab.open();
  await lab.until("it has begun to spread spans", ({ tape }) => tape.rowEnd > rows);
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await lab.until("it stands still", ({ playing }) => !playing);
  return lab;
}

test("against a variant, another seed, another scenario and a file: the first difference on one time, what each cost; the run stays as it was", async ({ page }) => {
  const lab = await openPaused(page, 0);
  const { digest, nowUs } = (await lab.frame())!;
  await lab.tab("Compare").click();

  await lab.compare("the same with another variant", (form) => form.getByLabel("Variant").selectOption({ index: 0 }));
  await expect(lab.cost(/^spans relayed/)).toContainText("+");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export as CSV" }).click();
  expect(readFileSync(await (await download).path(), "utf8")).toContain("cost,left,right,difference,ratio");
  // the mark on the slider leads to where they differ first, as the button beside the words does
  const at = /at (\d+\.\d+)/.exec((await lab.mark().getAttribute("aria-label"))!)![1]!;
  await lab.mark().click();
  await expect(lab.time()).toHaveAttribute("aria-valuetext", new RegExp(`^${at.replace(".", "\\.").slice(0, 5)}`));
  await page.getByRole("radio", { name: "Up to the cursor" }).check();
  const atCursor = lab.cost(/^messages/, /^What each cost up to 0\./);
  await expect(atCursor).toBeVisible();
  await lab.time().press("Home");
  await expect(lab.cost(/^messages/, /^What each cost up to 0\.000/)).toHaveText(/^messages14140/); // both ends of the seven links begin at once
  await lab.end();

  await lab.compare("the same with another seed", (form) => form.getByLabel("Seed").fill("12"));
  await expect(page.getByRole("region", { name: "Against it" }).getByText("seed 12")).toBeVisible();
  await expect(page.getByText("The words are the same, the bytes are not")).toBeVisible();
  await page.getByRole("button", { name: "Go there", exact: true }).click();
  await expect(lab.time()).toHaveAttribute("aria-valuetext", /^0\.000/);
  await lab.end();

  await lab.compare("another scenario", (form) => form.getByLabel("Scenario").selectOption({ index: 2 }));
  await lab.end();

  const form = lab.form();
  await form.getByLabel("Against", { exact: true }).selectOption("a run file, or a scenario file");
  await form.getByLabel("File", { exact: true }).setInputFiles({ name: "broken.json", mimeType: "application/json", buffer: Buffer.from('{"spanscope": 2}') });
  await expect(form.getByText("broken.json")).toBeVisible();
  await form.getByRole("button", { name: "Compare" }).click();
  await expect(form.getByRole("alert")).toContainText("spanscope");
  await form.getByLabel("File", { exact: true }).setInputFiles("src/scenarios/a-cut-aborts-what-is-open-and-later-traffic-goes-around.json");
  await expect(form.getByText("a-cut-aborts-what-is-open")).toBeVisible();
  await form.getByRole("button", { name: "Compare" }).click();
  await lab.found();

  await lab.tab("Stage").click();
  const after = (await lab.frame())!;
  expect([after.digest, after.nowUs]).toEqual([digest, nowUs]);
  expect(lab.complaints).toEqual([]);
});

test("two branches of one tape: the cut in one is the first difference; each has the digest of its branch; another tab ends the comparison", async ({ page }) => {
  const lab = await openPaused(page, 330);
  await page.getByRole("slider", { name: "Place on the tape" }).focus();
  await page.keyboard.press("PageUp");
  await page.keyboard.press("PageUp");
  await lab.until("in the past", ({ tape }) => !tape.live && tape.seekingPerMille === null);
  await lab.click({ link: "B-C" });
  await lab.until("a branch", ({ tape }) => tape.branches.length === 2 && tape.live);
  await page.getByRole("button", { name: "2 branches" }).click();
  await page.getByRole("button", { name: "Compare with branch First run" }).click();

  await lab.found();
  await expect(page.getByRole("region", { name: "This run" }).getByText(/cut link B–C/i)).toBeVisible();
  await expect(page.getByRole("region", { name: "Against it" }).getByText(/First run/)).toBeVisible();
  const told = page.locator(".compare-difference");
  await expect(told.getByText(/Command: cut link B–C/)).toBeVisible();
  const json = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export as JSON" }).click();
  const { digests } = JSON.parse(readFileSync(await (await json).path(), "utf8")) as { digests: string[] };
  const { branches } = (await lab.frame())!.tape;
  expect(digests[1]).toBe(branches.find(({ name }) => name === "First run")!.digest);
  const axe = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]).analyze();
  expect(axe.violations.map(({ id, nodes }) => `${id} ${nodes.map((node) => node.target.join(" ")).join(", ")}`)).toEqual([]);

  const workers = page.workers().length;
  await lab.tab("Stage").click();
  await expect.poll(() => page.workers().length, { message: "the two runs beside it are gone" }).toBe(workers - 2);
  await expect.poll(() => page.evaluate(() => window.__spanscope?.idle?.() ?? null), { message: "nothing is asked any more" }).not.toBe(false);
  await lab.tab("Compare").click();
  await expect(lab.form()).toBeVisible();
  expect(lab.complaints).toEqual([]);
});
