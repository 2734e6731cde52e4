import { expect, test } from "@playwright/test";
import { Lab } from "./lab.testkit.ts";

test("[SHM-01] [WIRE-06] a link shows its rings and the pieces of its region, a message the data beside its header; a scribble kills the link", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await page.getByRole("button", { name: /Shared memory carries headers/ }).click();
  const inspector = lab.inspector();
  await expect(inspector.getByText("Ring client → controller")).toBeVisible();
  await expect(inspector.getByText(/0 pieces in use/)).toBeVisible();

  // event by event, until the first text lies in the region and its header is in the ring
  await page.getByRole("button", { name: "Pause" }).click();
  await lab.until("it stands still", ({ playing }) => !playing);
  const onItsWay = async (): Promise<boolean> => {
    await lab.stepEvent();
    return (await lab.frame())!.transactions.some(({ name }) => name === "talk");
  };
  await expect.poll(onItsWay, { message: "the first text is on its way", timeout: 40_000, intervals: [0] }).toBe(true);
  await expect(inspector.getByText("client, at byte 0, 64 bytes")).toBeVisible();
  await expect(inspector.getByText("the first text lies in the region, its h…")).toBeVisible();

  await inspector.getByRole("button", { name: /^DOM_ECHO, 64 bytes/ }).click();
  await expect(inspector.getByRole("heading", { name: /^Message \d+/ })).toBeVisible();
  await expect(inspector.getByText("Out-of-band aux data")).toBeVisible();
  await expect(inspector.getByText("the first text lies in the region, its header in the ring", { exact: true })).toBeVisible();
  await expect(inspector.getByRole("row", { name: /^generation/ })).toContainText("piece 1 of its sender");

  await page.getByRole("button", { name: /^Link client–controller, / }).focus();
  await inspector.getByRole("button", { name: "client-controller" }).click();
  await inspector.getByRole("button", { name: "Write over it" }).click();
  await page.getByRole("button", { name: "Play" }).click();
  await lab.until("the link dies of it", (frame) => frame.counters.violations === 1);
  await lab.filterEvents("WIRE-06");
  await expect(lab.events(/does not believe a message of client/).first()).toBeVisible();
  expect(lab.complaints).toEqual([]);
});

test("[SHM-01] a link over shared memory is made by hand", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.click({ node: "A" }, "right");
  await page.getByRole("menuitem", { name: /Share memory with/ }).click();
  await lab.click({ node: "C" });
  await lab.until("there is one more link", (frame) => frame.linkStates.length === 8);
  await expect(lab.link("A", "C")).toHaveAccessibleName(/open/, { timeout: 30_000 });
  expect(lab.complaints).toEqual([]);
});
