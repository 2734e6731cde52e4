import { expect, test } from "vitest";
import type { LinkInspection } from "../../port/messages.ts";
import { replaced } from "./replace-link.ts";

test("[LINK-02] a link is encrypted by making it anew: same name, same ends, same model and weights", () => {
  const model = { mode: "stream", latencyUs: 7 } as LinkInspection["directions"][number]["model"];
  const directions = [{ from: "A", to: "B", model, weight: 3 }, { from: "B", to: "A", model, weight: 1 }];
  const link = { kind: "link", id: "A-B#2", a: "A", b: "B", directions } as unknown as LinkInspection;
  expect(replaced(link, "require")).toEqual([
    { do: "removeLink", link: "A-B#2" },
    { do: "addLink", link: { id: "A-B#2", a: "A", b: "B", model, weightA: 3, weightB: 1, security: "require" } },
  ]);
});
