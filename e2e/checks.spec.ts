import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

const SCENARIO = /^A hop that re-routes silently is caught/;

/** The panel of checks, and the run as its frames show it. */
class ChecksRig extends Lab {
  panel(): Locator {
    return this.page.getByRole("tabpanel", { name: "Checks" });
  }

  lights(): Locator {
    return this.panel().getByRole("list", { name: "A light for each check" }).getByRole("button");
  }

  light(check: string): Locator {
    return this.lights().and(this.page.getByRole("button", { name: new RegExp(`^${check}: `) }));
  }

  async violated(): Promise<string[]> {
    return (await this.frame())!.checks.filter(({ state }) => state === "violated").map(({ name }) => name);
  }

  /** Stopped by its breakpoint: how many rows have happened there. */
  async stopsAtBreak(hits: number): Promise<number> {
    await this.until(`stopped where a check breaks, the ${hits}. time`, ({ playing, tape }) => !playing && tape.breakpoints[0]?.hits === hits);
    return (await this.frame())!.tape.row;
  }

  async stands(what: string, holds: (row: number) => boolean): Promise<void> {
    await this.until(what, ({ playing, tape }) => !playing && tape.seekingPerMille === null && holds(tape.row));
  }

  /** At the violation: one light on, and what it concerns is looked into. */
  async isAtViolation(row: number): Promise<void> {
    await this.stands("at the violation", (now) => now === row);
    expect(await this.violated()).toEqual(["same-path"]);
    await expect(this.inspector().getByRole("heading", { name: /^Message \d+/ })).toBeVisible();
  }

  async axeFinds(): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page: this.page }).include(".bottom").withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]).analyze();
    return violations.map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
  }
}

async function openVariant(page: Page): Promise<ChecksRig> {
  const lab = new ChecksRig(page);
  await lab.open();
  await page.getByRole("button", { name: SCENARIO }).click();
  await expect(page.getByRole("button", { name: /^Variant on: Silent re-route by hops/ })).toBeVisible();
  await lab.tab("Checks").click();
  return lab;
}

async function stopWhenACheckBreaks({ page }: ChecksRig): Promise<void> {
  await page.getByRole("button", { name: "Breakpoints" }).click();
  const points = page.getByRole("dialog", { name: "Breakpoints" });
  await points.getByLabel("Stop when").selectOption({ label: "an invariant breaks" });
  await points.getByRole("button", { name: "Add" }).first().click();
  await expect(points.getByRole("checkbox")).toBeChecked();
  await page.keyboard.press("Escape");
}

test("[ROUTE-04] lights of the checks: the run stops where one breaks; they follow the tape, and lead to what broke", async ({ page }) => {
  const lab = await openVariant(page);
  await stopWhenACheckBreaks(lab);
  await page.getByRole("slider", { name: "Speed" }).press("End");
  const row = await lab.stopsAtBreak(1);
  expect(await lab.violated()).toEqual(["same-path"]);
  const light = lab.light("same-path");
  await expect(light).toHaveAttribute("data-state", "violated");
  await expect(light).toHaveAccessibleName(/^same-path: violated\. A transaction never changes its path\. B sent a command of transaction/);
  await expect(lab.lights()).toHaveCount((await lab.frame())!.checks.length);

  // back on the tape it is off again; forward, on
  await page.getByRole("button", { name: "One event back" }).click();
  await lab.stands("before the violation", (now) => now < row);
  expect(await lab.violated()).toEqual([]);
  await expect(light).toHaveAttribute("data-state", "holds");
  await page.keyboard.press(".");
  await lab.stands("at the violation", (now) => now === row);
  await expect(light).toHaveAttribute("data-state", "violated");

  // from the end back to it: by pointer, by its sentence, and by keyboard
  await page.getByRole("button", { name: "Play" }).click();
  const end = await lab.stopsAtBreak(2);
  expect(await lab.violated()).toEqual(expect.arrayContaining(["same-path", "transactions-agree"]));
  await light.click();
  await lab.isAtViolation(row);
  const toEnd = async (): Promise<void> => {
    await page.getByRole("button", { name: "To the end, and go with it" }).click();
    await lab.stands("at the end", (now) => now === end);
  };
  await toEnd();
  await lab.panel().getByRole("button", { name: "Go to where this stopped to hold: A transaction never changes its path" }).click();
  await lab.isAtViolation(row);
  await toEnd();
  await light.focus();
  await page.keyboard.press("Enter");
  await lab.isAtViolation(row);
  await expect(light, "it keeps the focus").toBeFocused();

  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await expect.poll(() => page.locator(".bottom").evaluate((bottom) => bottom.getAnimations({ subtree: true }).length), { message: "colours have changed" }).toBe(0);
    expect(await lab.axeFinds(), colorScheme).toEqual([]);
  }
  expect(lab.complaints).toEqual([]);
});
