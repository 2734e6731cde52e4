import { describe, expect, test, vi } from "vitest";
import { type ClientListener, connect, type EngineWatch, type PagePort } from "./client.ts";
import { EngineGone } from "./engine-gone.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

class FakePort implements PagePort {
  readonly sent: ToWorker[] = [];
  ended = false;
  readonly #listeners = new Map<string, (event: never) => void>();

  postMessage(message: ToWorker): void {
    this.sent.push(message);
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.set(type, listener);
  }

  terminate(): void {
    this.ended = true;
  }

  say(data: FromWorker): void {
    this.fire("message", { data });
  }

  fire(type: string, event: unknown): void {
    this.#listeners.get(type)!(event as never);
  }
}

function connected() {
  const port = new FakePort();
  const listener = {
    loaded: vi.fn<ClientListener["loaded"]>(),
    loadFailed: vi.fn<ClientListener["loadFailed"]>(),
    frame: vi.fn<ClientListener["frame"]>(),
    notice: vi.fn<ClientListener["notice"]>(),
    opening: vi.fn<ClientListener["opening"]>(),
    crashed: vi.fn<ClientListener["crashed"]>(),
    stalled: vi.fn<ClientListener["stalled"]>(),
  };
  return { port, listener, client: connect(port, listener), connectWith: (watch: EngineWatch) => connect(port, listener, watch) };
}

/** A client that watches over its worker; `pass` lets beats pass. */
function watched() {
  const { port, listener, connectWith } = connected();
  const others: FakePort[] = [];
  let due: (() => void) | null = null;
  const client = connectWith({
    later: (_, then) => (due = then),
    reopen: () => {
      others.push(new FakePort());
      return others.at(-1)!;
    },
  });
  const pass = (beats: number): void => {
    for (let i = 0; i < beats; i++) due!();
  };
  return { port, listener, client, others, pass, beats: () => port.sent.filter(({ type }) => type === "beat").length };
}

describe("the client", () => {
  test("commands and queries are answered by their id, in any order", async () => {
    const { port, client } = connected();
    const cut = client.command({ do: "cut", link: "A-B", how: "close" });
    const file = client.query({ query: "runFile" });
    const ids = port.sent.map((message) => ("id" in message ? message.id : -1));
    port.say({ type: "answer", id: ids[1]!, answer: { query: "runFile", json: "{}" } });
    port.say({ type: "commandDone", id: ids[0]!, refusal: "no" });
    port.say({ type: "commandDone", id: 12_345, refusal: null });
    expect(await cut).toBe("no");
    expect(await file).toEqual({ query: "runFile", json: "{}" });
  });

  test("what the worker says goes to the listener", () => {
    const { port, listener } = connected();
    port.say({ type: "loadFailed", errors: [{ path: "seed", message: "expected a number" }] });
    port.say({ type: "crashed", message: "oh" });
    expect(listener.loadFailed).toHaveBeenCalledWith([{ path: "seed", message: "expected a number" }]);
    expect(listener.crashed).toHaveBeenCalledWith("oh");
  });

  test("controls and wants are sent as they are", () => {
    const { port, client } = connected();
    client.control({ control: "play" });
    client.want();
    expect(port.sent).toEqual([{ type: "control", control: { control: "play" } }, { type: "want" }]);
  });

  test("when the worker is lost nobody waits for ever", async () => {
    const { port, listener, client } = connected();
    const cut = client.command({ do: "resumeAll" });
    const file = client.query({ query: "runFile" });
    port.fire("error", { message: "out of memory" });
    await expect(file).rejects.toEqual(new EngineGone("out of memory"));
    expect(await cut).toBe("out of memory");
    expect(listener.crashed).toHaveBeenCalledWith("out of memory");
    port.fire("messageerror", {});
    expect(listener.crashed).toHaveBeenLastCalledWith("the worker could not be started");
  });
});

describe("a worker that does not answer", () => {
  const LOAD = { control: "load", source: { name: "abilene-survives-a-cut" } } as const;

  test("one whose file is still on its way is not waited for", () => {
    const { listener, pass, beats } = watched();
    pass(100);
    expect([beats(), listener.stalled.mock.calls]).toEqual([0, []]);
  });

  test("ten beats without an answer are said, and that it goes on; nothing is ended", () => {
    const { port, listener, client, others, pass, beats } = watched();
    port.say({ type: "notice", text: "hello" });
    for (let i = 0; i < 5; i++) {
      pass(9);
      port.say(i % 2 === 0 ? { type: "beat" } : { type: "notice", text: "still here" });
    }
    expect(listener.stalled).not.toHaveBeenCalled();
    const before = beats();
    pass(12);
    expect(listener.stalled.mock.calls).toEqual([[20], [22], [24]]);
    expect(beats() - before).toBe(10); // no more are sent to one that stands still
    port.say({ type: "beat" });
    expect(listener.stalled).toHaveBeenLastCalledWith(null);
    client.control({ control: "restart" });
    expect([others, port.ended, port.sent.at(-1)]).toEqual([[], false, { type: "control", control: { control: "restart" } }]);
  });

  test("who starts again or opens something gets another worker, and the one that stands still is ended", async () => {
    const { port, listener, client, others, pass } = watched();
    client.control(LOAD);
    port.say({ type: "notice", text: "hello" });
    const cut = client.command({ do: "cut", link: "A-B", how: "close" });
    const file = client.query({ query: "runFile" });
    pass(10);
    client.control({ control: "pause" });
    expect(others).toEqual([]);
    client.control({ control: "restart" });
    expect([port.ended, others.length, others[0]!.sent]).toEqual([true, 1, [{ type: "control", control: LOAD }]]);
    expect(await cut).toBe("the engine did not answer, and was ended");
    await expect(file).rejects.toEqual(new EngineGone("the engine did not answer, and was ended"));
    expect(listener.stalled).toHaveBeenLastCalledWith(null);
    // The old one is not heard any more, the new one is.
    port.say({ type: "notice", text: "too late" });
    port.fire("error", { message: "too late" });
    others[0]!.say({ type: "notice", text: "here" });
    expect(listener.notice.mock.calls).toEqual([["hello"], ["here"]]);
    expect(listener.crashed).not.toHaveBeenCalled();
    pass(10);
    client.control({ control: "load", source: { json: "{}" } });
    expect([others[0]!.ended, others[1]!.sent]).toEqual([true, [{ type: "control", control: { control: "load", source: { json: "{}" } } }]]);
  });

  test("a worker that is lost is not said to stand still, and another is there when one starts again", () => {
    const { port, listener, client, others, pass } = watched();
    port.say({ type: "notice", text: "hello" });
    port.fire("error", { message: "out of memory" });
    pass(20);
    expect([listener.crashed.mock.calls, listener.stalled.mock.calls]).toEqual([[["out of memory"]], []]);
    client.control({ control: "restart" });
    expect(others[0]!.sent).toEqual([{ type: "control", control: { control: "start" } }]);
  });
});
