import { RULES } from "../node/rules.ts";
import type { Command } from "../sim/commands.ts";
import { TRACE } from "../sim/trace.ts";
import type { Companions } from "./companions.ts";
import { familyOfRow, severityOfRow } from "./families.ts";
import { say } from "./fill.ts";
import type { Names } from "./names.ts";
import type { Row } from "./row.ts";
import { sayGenerator } from "./sentence-generators.ts";
import { sayCommand } from "./sentence-commands.ts";
import { hasText, sayEvent } from "./sentence-events.ts";
import { type MessageHead, sayMessage } from "./sentence-messages.ts";
import { FAMILIES, type FeedRow } from "./shown.ts";
import { type TextKey, TEXTS } from "../texts/run.ts";

/** What sentences read besides the row itself. */
export interface Telling {
  readonly names: Names;
  /** the header of the message that a row is about */
  headOf(row: Row): MessageHead;
  /** a command of the run's log */
  command(index: number): { readonly command: Command; readonly refusal: string | null } | null;
  /** aux text of a message, "" when it has none or its bytes are no longer kept */
  textOf(message: number): string;
  /** which event tells of which message */
  readonly companions: Companions;
}

/** Any row of the journal in a plain sentence. */
export function sayRow(row: Row, telling: Telling): string {
  const { names } = telling;
  switch (row.kind) {
    case TRACE.event:
      return sayEvent(row, names, hasText(row.type) ? telling.textOf(messageOf(row, telling) ?? -1) : "");
    case TRACE.send:
    case TRACE.deliver:
      return say(row.kind === TRACE.send ? "send" : "deliver", messageValues(row, telling));
    case TRACE.lost:
      return say(keyOf(`lost.${row.value6}`, "lost.1"), messageValues(row, telling));
    case TRACE.altered:
      return say(keyOf(`altered.${row.value6}`, "altered.3"), messageValues(row, telling));
    case TRACE.linkState:
      return say(keyOf(`link.${row.value6}`, "link.1"), { link: names.link(row.link) });
    case TRACE.nodeState:
      return say(keyOf(`node.${row.value6}`, "node.0"), { node: names.node(row.node) });
    case TRACE.generator:
      return sayGenerator(row, names);
    default:
      return sayCommandRow(row, telling);
  }
}

function messageValues(row: Row, telling: Telling): Record<string, string> {
  const { names } = telling;
  return {
    from: names.node(names.fromOf(row.link, row.direction)),
    to: names.node(names.toOf(row.link, row.direction)),
    link: names.link(row.link),
    what: sayMessage(telling.headOf(row), names),
  };
}

function sayCommandRow(row: Row, telling: Telling): string {
  const logged = telling.command(row.value6);
  const what = logged === null ? "" : sayCommand(logged.command, telling.names);
  if (row.kind === TRACE.command) return say("command", { what });
  const reason = logged?.refusal ?? null;
  return reason === null ? say("refused.plain", { what }) : say("refused", { what, reason });
}

/** The key, or `otherwise` when the catalogue has no such text: a code of a later engine. */
function keyOf(key: string, otherwise: TextKey): TextKey {
  return Object.hasOwn(TEXTS, key) ? (key as TextKey) : otherwise;
}

/** The message that an event tells of, or else the one that the node was handling. */
function messageOf(row: Row, { companions }: Telling): number | null {
  const told = row.kind === TRACE.event ? companions.messageOf(row) : -1;
  const message = told < 0 ? row.message : told;
  return message < 0 ? null : message;
}

/** The row as the feed shows it. */
export function tellRow(row: Row, telling: Telling): FeedRow {
  const { names } = telling;
  const family = familyOfRow(row, names.kindOf(row.msgidHi, row.msgidLo));
  return {
    event: row.number,
    atUs: row.atUs,
    family: FAMILIES[family]!,
    severity: severityOfRow(row, family),
    sentence: sayRow(row, telling),
    rule: row.kind === TRACE.event ? (RULES[row.rule] ?? "") : "",
    node: row.node < 0 ? null : names.node(row.node),
    link: row.link < 0 ? null : names.linkId(row.link),
    message: messageOf(row, telling),
    transaction: names.transactionName(row.msgidHi, row.msgidLo),
  };
}
