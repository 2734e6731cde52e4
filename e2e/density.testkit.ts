import type { Page } from "@playwright/test";
import type {} from "../src/views/shell/probe.ts";
import { Lab } from "./lab.testkit.ts";

/** A scenario of many nodes, as a file that the page opens: a graph drawn at random, a few of its nodes offering. */
export function meshOf(nodes: number, links: number, change: Readonly<Record<string, unknown>> = {}): { readonly name: string; readonly mimeType: string; readonly buffer: Buffer } {
  const step = Math.max(1, Math.floor(nodes / 5));
  const offers = Array.from({ length: 5 }, (_, i) => `n${1 + i * step}`);
  const scenario = {
    spanscope: 1,
    title: `${nodes} nodes`,
    summary: "A mesh drawn at random.",
    seed: 7,
    topology: { generate: `random:${nodes}:${links}:7`, offers, defaults: { model: { latencyUs: 10_000 } } },
    view: { speed: "1/20", pfs: "n1" },
    ...change,
  };
  return { name: `mesh-${nodes}.json`, mimeType: "application/json", buffer: Buffer.from(JSON.stringify(scenario)) };
}

/** Opens a file of a scenario, and waits until it is laid out and its announcements are under way. */
export async function openMesh(page: Page, file: ReturnType<typeof meshOf>, nodes: number): Promise<Lab> {
  const lab = new Lab(page);
  await lab.open();
  await page.getByRole("tab", { name: "Topology" }).click();
  await page.locator('input[type="file"]').first().setInputFiles(file);
  await page.waitForFunction((count) => window.__spanscope?.frame?.()?.nodeStates.length === count, nodes, { timeout: 40_000 });
  await page.evaluate(() => window.__spanscope!.stage!.whenIdle());
  return lab;
}

interface Crowding {
  readonly labels: number;
  /** pairs of texts that overlap, and texts upon a node that is not their own */
  readonly upon: readonly string[];
  readonly texts: readonly string[];
}

/** What the stage says of its texts: none may lie upon another, or upon a node of others. */
export function crowdingOf(page: Page): Promise<Crowding> {
  return page.evaluate(() => {
    const stage = window.__spanscope!.stage!;
    const labels = stage.labels();
    const upon: string[] = [];
    labels.forEach((one, i) => {
      for (const other of labels.slice(i + 1)) {
        if (one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height) upon.push(`${one.text} upon ${other.text}`);
      }
      for (const { id, x, y, radius } of stage.nodes()) {
        // a text may touch the corner of the box of a round node, not the node
        const reach = 0.9 * radius;
        if (id !== one.of && one.x < x + reach && x - reach < one.x + one.width && one.y < y + reach && y - reach < one.y + one.height) upon.push(`${one.text} upon node ${id}`);
      }
    });
    return { labels: labels.length, upon, texts: labels.map(({ text }) => text) };
  });
}
