import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

test("[LINK-02] an encrypted link: its lock, its keys, a message in the clear beside the record on the wire", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await page.getByRole("button", { name: /An encrypted link carries the same spans/ }).click();
  await lab.until("A talks to D", (frame) => frame.transactions.some(({ state }) => state === "open" || state === "opening"));
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(lab.link("B", "C")).toHaveAccessibleName(/open, encrypted/);
  await expect(lab.link("A", "B")).not.toHaveAccessibleName(/encrypted/);
  const ends = lab.inspector().getByRole("table").filter({ hasText: "Host key" });
  await expect(ends).toContainText("encrypted; C has proven its host key");
  await clickSealedMessage(lab);
  await expect(lab.inspector()).toContainText(/On the wire this is record \d+ from [BCD] to [BCD]/);
  await expect(lab.inspector()).toContainText("In the clear");
  await expect(lab.inspector().getByRole("row", { name: /^ciphertext/ })).toBeVisible();
  await expect(lab.inspector().getByRole("row", { name: /^tag/ })).toBeVisible();
  const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]).analyze();
  expect(found.violations.map(({ id, nodes }) => `${id} ${nodes.map((node) => node.target.join(" ")).join(", ")}`)).toEqual([]);
  expect(lab.complaints).toEqual([]);
});

/** Goes on event by event until a message flies over an encrypted link, and clicks it. */
async function clickSealedMessage(lab: Lab): Promise<void> {
  const { page } = lab;
  for (let steps = 0; steps < 100; steps++) {
    const frame = (await lab.frame())!;
    const at = frame.flights.link.findIndex((link) => frame.linkSealed[link] === 1);
    const places = await page.evaluate(() => window.__spanscope!.stage!.messages());
    const place = at < 0 ? undefined : places.find(({ message }) => message === frame.flights.message[at]);
    if (place) return page.mouse.click(place.x, place.y);
    await lab.stepEvent();
  }
  throw new Error("no message came over an encrypted link");
}

test("[LINK-02] why a host was not let in stands at its link; a link is made anew, encrypted or in the clear", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await page.getByRole("button", { name: /A host with the wrong key is refused/ }).click();
  await expect(lab.inspector()).toContainText("M presents another key than it is known by", { timeout: 30_000 });
  await page.getByRole("button", { name: "Make it anew, in the clear" }).click();
  await expect(lab.inspector()).toContainText("None: both ends send in the clear.");
  await expect(lab.link("M", "B")).toHaveAccessibleName(/open\./, { timeout: 30_000 });
  await page.getByRole("button", { name: "Make it anew, encrypted" }).click();
  await expect(lab.inspector()).toContainText("M presents another key than it is known by", { timeout: 30_000 });
  expect(lab.complaints).toEqual([]);
});
