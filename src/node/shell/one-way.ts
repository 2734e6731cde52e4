import { utf8Encode } from "../../base/bytes.ts";
import { LIMITS } from "../../base/limits.ts";
import { CMD, ERR, FLAG } from "../../wire/constants.ts";
import type { Message } from "../../wire/message.ts";
import { type NodeCore, overfills, send } from "../core.ts";
import type { LinkEnd } from "../link-end.ts";
import { readOrder } from "./order.ts";
import { lineOf } from "./shell.ts";
import { takesShells } from "./shell-right.ts";
import { VERBS } from "./verbs.ts";

/** What the program of 2012 calls some commands. */
const NAMES_OF_2012: Readonly<Record<string, string>> = { tree: "span" };

/** Room that an answer takes beside its text: two headers, and what the text is padded with. */
const ROUND_BYTES = 256;

/**
 * C12-06: the shell of 2012 has no transaction. Each line is a one-way DBG_SHELL to the direct peer, who answers with a one-way DBG_SHELL a line and
 * with a one-way LNK_ERROR as the prompt. Nothing is remembered in between, so nothing is repeated here and nothing waits.
 */
export function answerOneWay(core: NodeCore, link: LinkEnd, message: Message): void {
  if (!takesShells(link)) return;
  for (const line of answerTo(core, lineOf(message))) {
    const aux = utf8Encode(`${line.replace(/\p{Cc}/gu, " ").slice(0, LIMITS.shellElementBytesMax / 4)}\n\0`);
    if (overfills(core, link, aux.length + ROUND_BYTES)) break;
    send(core, link, CMD.DBG_SHELL, FLAG.REPLY, 0, 0, 0, 0, ERR.NONE, aux);
  }
  if (!overfills(core, link, ROUND_BYTES)) send(core, link, CMD.LNK_ERROR, FLAG.REPLY, 0, 0, 0, 0, ERR.NONE);
}

function answerTo(core: NodeCore, line: string): readonly string[] {
  const [name = "", ...words] = line.trim().split(/\s+/);
  if (name === "") return [];
  const order = readOrder([NAMES_OF_2012[name] ?? name, ...words].join(" "));
  if (!("verb" in order)) return order;
  if (order.everyUs > 0) return ["watch: a shell without a transaction cannot be told to stop; expected a command to be carried out once"];
  return VERBS[order.verb]!.report({ core, transaction: null, shells: 0 }, order.words).slice(0, LIMITS.shellOutputLinesMax);
}
