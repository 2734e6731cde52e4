import { utf8Decode } from "../base/bytes.ts";
import type { Journal } from "../record/journal.ts";
import { newPfsBody, readPfsBody } from "../wire/bodies.ts";
import { CMD } from "../wire/constants.ts";
import { Message } from "../wire/message.ts";
import { Companions } from "./companions.ts";
import { auxTextOfMessage } from "./inspect-transaction.ts";
import type { Names } from "./names.ts";
import type { Row } from "./row.ts";
import type { Run } from "./run.ts";
import type { MessageHead } from "./sentence-messages.ts";
import type { Telling } from "./sentences.ts";

const body = newPfsBody();
const view = new Message();
const SPAN_BYTES = (CMD.LNK_SPAN & 0xff) << 6;

/** What the sentences of a run read. */
export function tellingOf(run: Run): Telling {
  return new RunTelling(run);
}

class RunTelling implements Telling {
  readonly names: Names;
  readonly companions: Companions;
  private readonly _run: Run;

  constructor(run: Run) {
    this.names = run.names;
    this.companions = new Companions(run.rows);
    this._run = run;
  }

  headOf(row: Row): MessageHead {
    return headOf(row, this._run.journal);
  }

  textOf(message: number): string {
    return printable(auxTextOfMessage(this._run, message));
  }

  command(index: number): ReturnType<Run["command"]> {
    return this._run.command(index);
  }
}

/** In a sentence a line is a line: control characters of somebody's bytes become spaces. */
function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ").trim();
}

/** The header of the message that a row is about; of a LNK_SPAN what its bytes say, while the journal keeps them. */
export function headOf(row: Row, journal: Journal): MessageHead {
  const { cmd, msgidHi, msgidLo, error } = row;
  const bytes = (cmd & 0xffffff) === CMD.LNK_SPAN && row.message >= 0 ? journal.bytesOf(row.message) : null;
  if (bytes === null || bytes.length < SPAN_BYTES) return { cmd, msgidHi, msgidLo, error, dist: -1, label: "" };
  view.readBase(bytes, 0, bytes[0] === 0x48);
  readPfsBody(view, "header", body);
  return { cmd, msgidHi, msgidLo, error, dist: body.dist, label: utf8Decode(bytes.subarray(body.labelAt, body.labelAt + body.labelBytes)) };
}
