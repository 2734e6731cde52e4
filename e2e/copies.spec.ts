import { expect, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

test("[DUP-01] [TX-08] a transaction in two copies: two glyphs of one message, two paths, one of them lost and nobody notices", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await page.getByRole("button", { name: /^One of two paths may die unnoticed/ }).click();
  await lab.until("two glyphs carry one message", ({ path, flights }) => {
    const numbers = [...flights.copy].filter((copy) => copy !== 0);
    return path?.copies.length === 2 && numbers.some((copy, i) => numbers.indexOf(copy) < i);
  });
  await page.getByRole("slider", { name: "Speed" }).press("End");
  await lab.until("it is closed", ({ transactions }) => transactions.some(({ name, state }) => name === "talk" && state === "closed"));
  expect((await lab.frame())!.path!.copies.map(({ nodes, state }) => [nodes.length, state])).toEqual([[4, "lost"], [4, "closed"]]);

  const copies = lab.inspector().getByRole("listitem").filter({ hasText: /^A – [BE] – [CF] – D/ });
  await expect(copies).toHaveText([/lost: link lost/, /closed/]);
  await lab.tab("Transactions").click();
  await expect(page.getByRole("button", { name: /2 copies: 1 lost, 1 closed/ })).toBeVisible();
  await lab.tab("Events").click();
  await lab.filterEvents("ignores the one over");
  await expect(lab.events(/D takes message 1 of transaction talk from the copy over C–D and ignores the one over F–D/)).toHaveCount(1);
  expect(lab.complaints).toEqual([]);
});

test("[DUP-01] copies are asked for in Traffic, and refused where links did not negotiate them", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.until("A knows D", ({ transactions }) => transactions.length > 0);
  await lab.tab("Traffic").click();
  await page.getByRole("combobox", { name: "Copies" }).first().selectOption("2 copies");
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await expect(page.getByText(/has 0 spans of pfs[AD] on links that negotiated duplication, and 2 copies were asked for/).first()).toBeVisible();
});
