import { expect, test } from "vitest";
import { redisAddress } from "./redis-address.ts";

test("a Redis URL is read: host, port, database, user, password, TLS; what is shown of it has no password", () => {
  const plain = { host: "localhost", port: 6379, db: 0, username: undefined, password: undefined, tls: false };
  expect(redisAddress("redis://localhost")).toEqual({ ok: true, value: { ...plain, shown: "redis://localhost:6379/0" } });
  expect(redisAddress("redis://10.0.0.7:7000/3")).toMatchObject({ value: { host: "10.0.0.7", port: 7000, db: 3, shown: "redis://10.0.0.7:7000/3" } });
  expect(redisAddress("redis://[::1]:7000/")).toMatchObject({ value: { host: "::1", db: 0, shown: "redis://[::1]:7000/0" } });
  expect(redisAddress("rediss://me:p%40ss@example.org:7000/12")).toMatchObject({ value: { host: "example.org", username: "me", password: "p@ss", tls: true, db: 12, shown: "rediss://example.org:7000/12" } });
  expect(redisAddress("redis://:secret@h")).toMatchObject({ value: { username: undefined, password: "secret" } });
});

test.each(["", "localhost:6379", "http://localhost:6379", "redis://", "redis://h:99999", "redis://h/zero", "redis://h/1/2", "redis://h?db=1", "redis://h/1#2", "redis://u:%zz@h"])('"%s" is refused, and it is said what was expected', (text) => {
  expect(redisAddress(text)).toEqual({ ok: false, error: expect.stringContaining("expected redis://HOST:PORT") });
});
