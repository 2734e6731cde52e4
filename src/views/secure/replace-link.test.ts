import { expect, test } from "vitest";
import type { LinkInspection } from "../../port/messages.ts";
import { replaced } from "./replace-link.ts";

test("[LINK-02] a link is encrypted by making it anew: same name, same ends, same model, weights and filters", () => {
  const model = { mode: "stream", latencyUs: 7 } as LinkInspection["directions"][number]["model"];
  const asks = { label: "", clid: "", fsid: "" };
  const directions = [{ from: "A", to: "B", model, weight: 3, asks: { ...asks, label: "pfs*" } }, { from: "B", to: "A", model, weight: 1, asks }];
  const link = { kind: "link", id: "A-B#2", a: "A", b: "B", directions } as unknown as LinkInspection;
  expect(replaced(link, "require")).toEqual([
    { do: "removeLink", link: "A-B#2" },
    { do: "addLink", link: { id: "A-B#2", a: "A", b: "B", model, weightA: 3, filterA: { label: "pfs*" }, weightB: 1, security: "require" } },
  ]);
});
