import type * as Bull from "bullmq";
import { fail, ok, type Result } from "../../base/result.ts";
import type { RedisAddress } from "./redis-address.ts";

/** BullMQ is loaded where a queue is asked for: it is no part of the one file that the terminal program is. */
export type BullMq = typeof Bull;

/** A queue that can be reached, and what is told when it no longer can. */
export interface QueueDoor {
  readonly bull: BullMq;
  readonly queue: Bull.Queue;
  readonly name: string;
  /** for more connections of the same kind */
  readonly options: Pick<Bull.QueueOptions, "connection" | "prefix">;
  /** resolves with a sentence when Redis has been away for too long */
  readonly lost: Promise<string>;
  close(): Promise<void>;
}

/** Before the names of all keys, so that one server can hold other things, too. */
const PREFIX = "spanscope";
const CONNECT_MS = 3_000;
/** Once it was reached: a server that is started again is waited for. */
const RETRY_EVERY_MS = 500;
const RETRIES_MAX = 120;
/** Where something listens that says nothing. */
const ANSWER_MS = 5_000;
/** Nobody reads what happened before; and each event holds a whole result. */
const EVENTS_MAX = 100;

export async function openQueue(address: RedisAddress, name: string): Promise<Result<QueueDoor, string>> {
  const loaded = await loadBullMq();
  if (!loaded.ok) return loaded;
  const bull = loaded.value;
  const { host, port, db, username, password, tls, shown } = address;
  const server = { host, port, db, username, password, ...(tls ? { tls: {} } : {}), connectTimeout: CONNECT_MS, maxRetriesPerRequest: null };
  const refused = await answerOf(new bull.Queue(name, { prefix: PREFIX, skipMetasUpdate: true, connection: { ...server, socketTimeout: ANSWER_MS, retryStrategy: () => null } }));
  if (refused !== null) return fail(`Redis at ${shown} cannot be used: ${refused}`);
  let tellLost: (sentence: string) => void;
  const lost = new Promise<string>((resolve) => (tellLost = resolve));
  const retryStrategy = (times: number): number | null => {
    if (times <= RETRIES_MAX) return RETRY_EVERY_MS;
    tellLost(`Redis at ${shown} was lost and did not come back within ${(RETRY_EVERY_MS * RETRIES_MAX) / 1_000} s`);
    return null;
  };
  const options = { prefix: PREFIX, connection: { ...server, retryStrategy } };
  const queue = new bull.Queue(name, { ...options, streams: { events: { maxLen: EVENTS_MAX } } });
  queue.on("error", () => undefined); // the connection comes back, or `lost` says that it does not
  return ok({ bull, queue, name, options, lost, close: () => queue.close().catch(() => undefined) });
}

async function loadBullMq(): Promise<Result<BullMq, string>> {
  try {
    return ok(await import("bullmq"));
  } catch (error) {
    return fail(`a queue needs the package bullmq, which cannot be loaded (npm install brings it): ${sentenceOf(error)}`);
  }
}

/** Null, or why it cannot be used: the first thing that went wrong says more than what followed from it. The queue is closed then. */
async function answerOf(queue: Bull.Queue): Promise<string | null> {
  let first: unknown = null;
  queue.on("error", (error) => (first ??= error));
  try {
    await queue.getJobCountByTypes("waiting");
    return null;
  } catch (error) {
    const sentence = sentenceOf(first ?? error);
    return sentence.startsWith("Socket timeout") ? `no answer within ${ANSWER_MS / 1_000} s` : sentence;
  } finally {
    await queue.close().catch(() => undefined);
  }
}

export function sentenceOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map((one) => sentenceOf(one)).join("; ");
  return error instanceof Error ? error.message || error.name : String(error);
}
