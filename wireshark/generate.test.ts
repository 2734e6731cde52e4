import { join } from "node:path";
import { expect, test } from "vitest";
import { dissectorText } from "./generate.ts";

test("the dissector for Wireshark is what the field tables say (npm run golden writes it)", async () => {
  await expect(dissectorText(import.meta.dirname)).toMatchFileSnapshot(join(import.meta.dirname, "../public/wireshark/spanscope.lua"));
});
