import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
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
