import { fail, ok, type Result } from "../base/result.ts";

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where a bridge listens when only a port is said: nobody but this machine can come. */
export const LOOPBACK = "127.0.0.1";

/** "127.0.0.1:4000", "[::1]:4000", "host.example:4000"; "4000" and ":4000" are a port of this machine alone. */
export function addressFromText(text: string): Result<Address, string> {
  const match = /^(?:(?:\[([0-9a-fA-F:.]+)\]|([^[\]:\s]+)):|:)?(\d{1,5})$/.exec(text.trim());
  const port = Number(match?.[3]);
  if (!match || port > 65_535) return fail(`"${text}": expected HOST:PORT such as 127.0.0.1:4000, [::1]:4000, or a port alone, which is one of this machine (${LOOPBACK})`);
  return ok({ host: match[1] ?? match[2] ?? LOOPBACK, port });
}

export function addressText({ host, port }: Address): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether only this machine can reach it. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host) || /^::ffff:127\./i.test(host);
}
