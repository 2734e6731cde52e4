import type { NodeInspection } from "../../port/messages.ts";
import { TEXTS } from "../../texts/page.ts";

type Update = NonNullable<NodeInspection["offers"][number]["update"]>;

/** SPAN-06: "“degraded” · status 2 · SLAVE"; a type that was never told is left out. */
export function sayStatus({ text, status, type }: Update): string {
  const told = type === "NONE" ? [] : [type];
  return [`“${text}”`, TEXTS.node.statusNumber(status), ...told].join(" · ");
}
