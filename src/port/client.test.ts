import { describe, expect, test, vi } from "vitest";
import { type ClientListener, connect, type PagePort } from "./client.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

class FakePort implements PagePort {
  readonly sent: ToWorker[] = [];
  readonly #listeners = new Map<string, (event: never) => void>();

  postMessage(message: ToWorker): void {
    this.sent.push(message);
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.set(type, listener);
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
  };
  return { port, listener, client: connect(port, listener) };
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
    await expect(file).rejects.toThrow("out of memory");
    expect(await cut).toBe("out of memory");
    expect(listener.crashed).toHaveBeenCalledWith("out of memory");
    port.fire("messageerror", {});
    expect(listener.crashed).toHaveBeenLastCalledWith("the worker could not be started");
  });
});
