import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { LIBRARY } from "../scenarios/library.ts";
import { publishedSchemas } from "./schema.ts";

const FOLDER = join(import.meta.dirname, "../../public/schema");

describe("public/schema", () => {
  test.each([...publishedSchemas()])("%s is what the code says (npm run golden writes it)", async (name, text) => {
    await expect(text).toMatchFileSnapshot(join(FOLDER, name));
  });

  test("holds nothing else", () => {
    expect(readdirSync(FOLDER).sort()).toEqual([...publishedSchemas().keys()].sort());
  });
});

describe("the published schemas agree with what is read and printed", () => {
  function accepts(name: string, value: unknown): boolean {
    const schema = JSON.parse(publishedSchemas().get(name)!) as Parameters<typeof z.fromJSONSchema>[0];
    return z.fromJSONSchema(schema).safeParse(value).success;
  }

  test.each(LIBRARY.map(({ name, file }) => [name, file] as const))("%s is a scenario by the schema", (_, file) => {
    expect(accepts("scenario-1.schema.json", file)).toBe(true);
    expect(accepts("scenario-1.schema.json", { ...(file as object), seed: "seven" })).toBe(false);
    expect(accepts("scenario-1.schema.json", { ...(file as object), commands: [{ at: 1, do: "fly" }] })).toBe(false);
  });
});
