import { Host, type Scheduler } from "./host.ts";
import type { Command, Control, Frame, FromWorker, Query } from "./messages.ts";

/** A clock that tests turn: what is to be called later waits in order of time; a look at the clock costs a little. */
export class FakeScheduler implements Scheduler {
  lookMs: number;
  #nowMs = 1_000;
  #waiting: { readonly atMs: number; readonly callback: () => void }[] = [];
  longestSliceMs = 0;

  constructor(lookMs = 0.01) {
    this.lookMs = lookMs;
  }

  nowMs(): number {
    this.#nowMs += this.lookMs;
    return this.#nowMs;
  }

  later(callback: () => void, ms: number): void {
    this.#waiting.push({ atMs: this.#nowMs + ms, callback });
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Lets wall time pass and calls what is due. */
  pass(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      this.#waiting.sort((x, y) => x.atMs - y.atMs);
      const next = this.#waiting[0];
      if (next === undefined || next.atMs > untilMs) break;
      this.#waiting.shift();
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      const startMs = this.#nowMs;
      next.callback();
      this.longestSliceMs = Math.max(this.longestSliceMs, this.#nowMs - startMs);
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }
}

/** A host, its clock, and all it said. */
export class HostRig {
  readonly scheduler: FakeScheduler;
  readonly said: FromWorker[] = [];
  readonly host: Host;
  #nextId = 1;

  constructor(lookMs?: number) {
    this.scheduler = new FakeScheduler(lookMs);
    this.host = new Host((message, transfer) => {
      // As the port does it: what is given away is gone.
      this.said.push(structuredClone(message, { transfer: [...transfer] }));
    }, this.scheduler);
  }

  get frames(): Frame[] {
    return this.said.flatMap((message) => (message.type === "frame" ? [message.frame] : []));
  }

  get frame(): Frame {
    const last = this.frames.at(-1);
    if (last === undefined) throw new Error("no frame was sent");
    return last;
  }

  of<Type extends FromWorker["type"]>(type: Type): Extract<FromWorker, { readonly type: Type }>[] {
    return this.said.filter((message): message is Extract<FromWorker, { readonly type: Type }> => message.type === type);
  }

  control(control: Control): void {
    this.host.receive({ type: "control", control });
  }

  command(command: Command): string | null {
    const id = this.#nextId++;
    this.host.receive({ type: "command", id, command });
    const done = this.of("commandDone").find((message) => message.id === id);
    if (done === undefined) throw new Error("the command was not answered");
    return done.refusal;
  }

  query(query: Query) {
    const id = this.#nextId++;
    this.host.receive({ type: "query", id, query });
    const found = this.of("answer").find((message) => message.id === id);
    if (found === undefined) throw new Error("the query was not answered");
    return found.answer;
  }

  want(): void {
    this.host.receive({ type: "want" });
  }

  /** So much wall time, a frame every so often. */
  play(ms: number, frameMs = 50): void {
    for (let passed = 0; passed < ms; passed += frameMs) {
      this.scheduler.pass(Math.min(frameMs, ms - passed));
      this.want();
    }
  }

  runFile(): { readonly digest: string; readonly steps: number } & Readonly<Record<string, unknown>> {
    const found = this.query({ query: "runFile" });
    if (found.query !== "runFile") throw new Error("another answer");
    return JSON.parse(found.json) as ReturnType<HostRig["runFile"]>;
  }
}
