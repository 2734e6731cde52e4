import { fail, ok, type Result } from "../../base/result.ts";

/** Where a Redis server is, as a URL says it. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** rediss:// instead of redis:// */
  readonly tls: boolean;
  /** for messages: without user and password */
  readonly shown: string;
}

const EXPECTED = "expected redis://HOST:PORT or redis://USER:PASSWORD@HOST:PORT/DB, or rediss:// for TLS";
const PORT = 6_379;

export function redisAddress(text: string): Result<RedisAddress, string> {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^rediss?:$/.test(url.protocol) || url.hostname === "") return fail(EXPECTED);
  const [, db] = /^(?:\/(\d{1,5})?)?$/.exec(url.pathname) ?? [null, null];
  if (db === null) return fail(`"${url.pathname.slice(1)}" is no number of a database; ${EXPECTED}`);
  if (url.search !== "" || url.hash !== "") return fail(`"${url.search}${url.hash}" is not understood; ${EXPECTED}`);
  const secrets = [url.username, url.password].map((secret) => decoded(secret));
  if (secrets.includes(null)) return fail(`a % in user and password is written %25; ${EXPECTED}`);
  const [username, password] = secrets as [string, string];
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1"); // IPv6
  const port = url.port === "" ? PORT : Number(url.port);
  return ok({ host, port, db: Number(db ?? 0), username: username || undefined, password: password || undefined, tls: url.protocol === "rediss:", shown: `${url.protocol}//${url.hostname}:${port}/${Number(db ?? 0)}` });
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
