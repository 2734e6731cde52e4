import { expect, type Locator, type Page } from "@playwright/test";
import type { Frame } from "../src/port/messages.ts";
import type {} from "../src/views/shell/probe.ts";

type Target = { readonly link: string } | { readonly node: string };

/** How far a message may be from a click; in slow motion it does not come nearer in the meantime. */
const CLEAR_PX = 40;

/** The page as a test drives it: by pointer on the canvas, by role and name elsewhere; what it read from the run comes from the page's own probe. */
export class Lab {
  readonly page: Page;
  readonly complaints: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(String(error)));
  }

  async open(): Promise<void> {
    await this.page.goto("/");
    await this.until("the run has begun", (frame) => frame.nowUs > 0);
    await this.settled();
  }

  /** Nodes have their places and are painted. */
  async settled(): Promise<void> {
    await expect.poll(() => this.page.evaluate(() => window.__spanscope?.stage?.idle() ?? false), { message: "the stage is at rest" }).toBe(true);
  }

  frame(): Promise<Frame | null> {
    return this.page.evaluate(() => window.__spanscope?.frame?.() ?? null);
  }

  /** One event on, while the run stands still, and the frame that shows it: who presses again too early goes past what he waits for. */
  async stepEvent(): Promise<void> {
    const before = (await this.frame())!.sequence;
    await this.page.keyboard.press(".");
    await this.page.waitForFunction((sequence) => (window.__spanscope?.frame?.()?.sequence ?? 0) > sequence, before);
  }

  async until(what: string, holds: (frame: Frame) => boolean): Promise<void> {
    const held = async (): Promise<boolean> => {
      const frame = await this.frame();
      return frame !== null && holds(frame);
    };
    await expect.poll(held, { message: what, timeout: 40_000 }).toBe(true);
  }

  /** Whether it can be clicked now. */
  async isFree(target: Target): Promise<boolean> {
    return (await this._freePoint(target)) !== null;
  }

  private _freePoint(target: Target): Promise<{ x: number; y: number } | null> {
    return this.page.evaluate(
      ({ wanted, clearPx }) => {
        const stage = window.__spanscope?.stage;
        const at = stage?.pointOf(wanted) ?? null;
        return at !== null && stage!.messages().every(({ x, y }) => Math.hypot(x - at.x, y - at.y) > clearPx) ? at : null;
      },
      { wanted: target, clearPx: CLEAR_PX },
    );
  }

  /** Clicks the canvas where something is drawn, at a moment when no message flies through there: a click on one inspects it. */
  async click(target: Target, button: "left" | "right" = "left"): Promise<void> {
    let point: { x: number; y: number } | null = null;
    const free = async (): Promise<boolean> => (point = await this._freePoint(target)) !== null;
    await expect.poll(free, { message: `${JSON.stringify(target)} is on the stage, and no message upon it`, intervals: [50], timeout: 20_000 }).toBe(true);
    await this.page.mouse.click(point!.x, point!.y, { button });
  }

  /** "Link B–C, open. Cut": what the stage tells those who cannot see it. */
  link(a: string, b: string): Locator {
    return this.page.getByRole("button", { name: new RegExp(`^Link ${a}–${b}, `) });
  }

  tab(name: string): Locator {
    return this.page.getByRole("tab", { name });
  }

  async unfold(title: string): Promise<void> {
    await this.page.locator("summary", { hasText: title }).click();
  }

  /** Rows of the list of events. */
  events(text: string | RegExp): Locator {
    return this.page.getByRole("list", { name: "Events, oldest first" }).getByRole("button", { name: text });
  }

  async filterEvents(text: string): Promise<void> {
    await this.tab("Events").click();
    await this.page.getByRole("combobox", { name: "Find in the events" }).fill(text);
  }

  inspector(): Locator {
    return this.page.getByRole("region", { name: "Inspector" });
  }
}
