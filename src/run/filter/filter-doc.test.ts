import { expect, test } from "vitest";
import { filterDoc } from "./filter-doc.testkit.ts";

test("docs/filter.md says what the table of fields says", async () => {
  await expect(filterDoc()).toMatchFileSnapshot("../../../docs/filter.md");
});
