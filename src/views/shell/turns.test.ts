import { expect, test } from "vitest";
import type { Frame, TopologyView } from "../../port/messages.ts";
import { showsAtOnce } from "./turns.ts";

const topology = {} as TopologyView;
const shown = (more: Partial<Frame>) => ({ panel: { playing: true, inspection: { kind: "node", id: "A" }, ...more } as Frame, topology });

test("a run that plays may show a part of the page a frame later", () => {
  expect(showsAtOnce(shown({}), shown({}))).toBe(false);
});

test("what the visitor does shows at once", () => {
  expect(showsAtOnce(shown({}), shown({ playing: false }))).toBe(true);
  expect(showsAtOnce(shown({ playing: false }), shown({}))).toBe(true);
  expect(showsAtOnce(shown({}), shown({ inspection: { kind: "node", id: "B" } as Frame["inspection"] }))).toBe(true);
  expect(showsAtOnce(shown({}), { ...shown({}), topology: {} as TopologyView })).toBe(true);
  expect(showsAtOnce(shown({}), { panel: null, topology })).toBe(true);
  expect(showsAtOnce({ panel: null, topology: null }, shown({}))).toBe(true);
});
