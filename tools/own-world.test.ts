import { matchesGlob } from "node:path";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ownWorld } from "../vitest.config.ts";
import { root } from "./ensure.mjs";

/** Split, so that this file is none of them. */
const MOCK = ["vi", "mock("].join(".");

test("what puts something in the place of a module has a world of its own: in a shared one it depends on who loaded that module first", () => {
  const mocking = ["src", "tools", "wireshark", "deploy"]
    .flatMap((folder) => readdirSync(`${root}/${folder}`, { recursive: true, encoding: "utf8" }).map((path) => `${folder}/${path.replaceAll("\\", "/")}`))
    .filter((path) => /\.test\.tsx?$/.test(path) && readFileSync(`${root}/${path}`, "utf8").includes(MOCK));
  expect(mocking.length).toBeGreaterThan(2);
  expect(mocking.filter((path) => !ownWorld.some((glob) => matchesGlob(path, glob)))).toEqual([]);
});
