import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

/** What the C program of 2012 says first, with the counter that a new stream has. */
function recordedConn(): string {
  const messages = JSON.parse(readFileSync("src/wire/golden/messages.json", "utf8")) as { name: string; hex: string }[];
  const { hex } = messages.find(({ name }) => name === "LNK_CONN create, service style label *")!;
  return hex.replace(/\(([0-9a-f]+)~(\d+)\)/g, (_, pattern: string, count: string) => pattern.repeat((2 * Number(count)) / pattern.length));
}

test("[C12-03] a run with a link to the outside is drawn, says what it is, and its messages are read by that link's profile", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.tab("Topology").click();
  const scenario = {
    spanscope: 1,
    title: "A C program calls",
    summary: "One controller with a link that leads out of the run.",
    seed: 1,
    topology: { nodes: [{ id: "A", pfs: [{ label: "pfsA" }] }, { id: "outside", role: "outside" }], links: [{ a: "A", b: "outside", profile: "c2012" }] },
    commands: [
      { at: "10ms", do: "outsideUp", node: "outside" },
      { at: "20ms", do: "outsideBytes", node: "outside", bytes: recordedConn() },
    ],
    until: "1s",
    view: { speed: "max" },
  };
  await page.locator('input[type="file"]').setInputFiles({ name: "call.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(scenario)) });
  await lab.until("the outside knows pfsA", (frame) => frame.counters.spansOpen === 1);
  await expect(page.getByRole("button", { name: /^Link A–outside, open/ })).toBeAttached();

  await page.getByRole("button", { name: /^Node outside, outside: here a link leaves the run/ }).focus();
  await page.keyboard.press("Enter");
  const inspector = lab.inspector();
  await expect(inspector.getByText(/Here a link leaves the run, to a peer that is no part of it/)).toBeVisible();
  await expect(inspector.getByText("somebody is there")).toBeVisible();
  await inspector.getByRole("button", { name: "A-outside" }).click();
  await expect(inspector.getByText(/^It speaks as the C program of 2012 does/)).toBeVisible();

  await lab.filterEvents("outside");
  await expect(lab.events(/A has a stream to outside; the protocol of 2012 has no AUTH/).first()).toBeVisible();
  await expect(lab.events(/A receives the LNK_CONN of outside/).first()).toBeVisible();
  expect(lab.complaints).toEqual([]);
});
