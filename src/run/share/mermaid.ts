import { formatUs } from "../../base/time.ts";
import { ENGINE_VERSION } from "../../record/version.ts";
import { TRACE } from "../../sim/trace.ts";
import { FLAG } from "../../wire/constants.ts";
import { commandName, flagNames } from "../../wire/names.ts";
import { familyOfRow, severityOfRow } from "../families.ts";
import { say } from "../fill.ts";
import { Row } from "../row.ts";
import type { Run } from "../run.ts";
import { sayRow, type Telling } from "../sentences.ts";
import type { PieceChoice } from "../shown-sharing.ts";
import { isListed, pieceOf, rowsOf } from "./piece.ts";

/** Arrows and notes of one diagram; what draws them refuses 500 arrows and 50,000 characters. */
export const MERMAID_LINES_MAX = 200;

/**
 * A piece of a run as a sequence diagram for Mermaid: an arrow for each message (dashed for replies, with a cross when it is
 * lost, open while it is under way), a note for each command, cut and abort. Nodes stand in the order in which they take part.
 */
export function mermaidText(run: Run, telling: Telling, choice: PieceChoice): string {
  const piece = pieceOf(run, choice, (row) => isListed(row, telling));
  const diagram = new Diagram(run, telling);
  let left = 0;
  for (const row of rowsOf(run, piece)) {
    if (diagram.count >= MERMAID_LINES_MAX) left += diagram.wants(row) ? 1 : 0;
    else diagram.add(row);
  }
  return diagram.text(left);
}

class Diagram {
  private readonly _run: Run;
  private readonly _telling: Telling;
  /** by node: its place in the diagram */
  private readonly _places = new Map<number, number>();
  private readonly _lines: string[] = [];
  private readonly _end = new Row();

  constructor(run: Run, telling: Telling) {
    this._run = run;
    this._telling = telling;
  }

  get count(): number {
    return this._lines.length;
  }

  wants(row: Row): boolean {
    return row.kind === TRACE.send || this._isNote(row);
  }

  add(row: Row): void {
    if (row.kind === TRACE.send) this._arrow(row);
    else if (this._isNote(row)) this._note(row);
  }

  text(left: number): string {
    const { scenario, seed, digest } = this._run;
    const participants = [...this._places].map(([node, place]) => `  participant n${place} as ${escaped(this._telling.names.node(node))}`);
    const last = [...this._places.values()].at(-1) ?? 0;
    const more = left === 0 ? [] : [`  Note over n0${last > 0 ? `,n${last}` : ""}: ${escaped(say("mermaid.gone", { count: left }))}`];
    const head = ["sequenceDiagram", `  %% ${plain(scenario.title)}`, `  %% engine ${plain(ENGINE_VERSION)}, seed ${seed}, digest ${digest}`];
    return `${[...head, ...participants, ...this._lines, ...more].join("\n")}\n`;
  }

  private _isNote(row: Row): boolean {
    if (row.kind === TRACE.command || row.kind === TRACE.nodeState) return true;
    if (row.kind === TRACE.linkState) return row.isCut;
    if (row.kind !== TRACE.event) return false;
    const severity = severityOfRow(row, familyOfRow(row, this._telling.names.kindOf(row.msgidHi, row.msgidLo)));
    return severity === "abort" || severity === "violation";
  }

  private _arrow(row: Row): void {
    const { names } = this._telling;
    const { journal, rows } = this._run;
    const from = this._place(names.fromOf(row.link, row.direction));
    const to = this._place(names.toOf(row.link, row.direction));
    const endRow = journal.endRow(row.message);
    const known = endRow >= 0 && rows.readIfKept(endRow, this._end);
    const lost = known && this._end.kind === TRACE.lost;
    const reply = ((row.cmd >>> 24) & FLAG.REPLY) !== 0;
    const head = lost ? "x" : known ? ">>" : ")";
    const flags = flagNames(row.cmd >>> 24).filter((flag) => flag !== "REPLY");
    const what = row.cmd === 0 ? "?" : commandName(row.cmd & 0xffffff);
    const fate = lost ? ` (${say("mermaid.lost")})` : known ? "" : ` (${say("mermaid.inFlight")})`;
    const name = names.transactionName(row.msgidHi, row.msgidLo);
    const text = [what, ...(reply ? ["REPLY"] : []), ...flags, ...(name === null ? [] : [name])].join(" ");
    this._lines.push(`  n${from}${reply ? "--" : "-"}${head}n${to}: ${escaped(`${text}${fate}, ${formatUs(row.atUs)}`)}`);
  }

  private _note(row: Row): void {
    const { names } = this._telling;
    const nodes = row.node >= 0 ? [row.node] : row.link >= 0 ? [names.fromOf(row.link, 0), names.toOf(row.link, 0)] : [];
    const places = nodes.filter((node) => node >= 0).map((node) => this._place(node));
    if (places.length === 0) {
      if (this._places.size === 0) return;
      places.push(0);
    }
    const over = [...new Set(places)].sort((a, b) => a - b).map((place) => `n${place}`);
    this._lines.push(`  Note over ${over.join(",")}: ${escaped(sayRow(row, this._telling))}`);
  }

  private _place(node: number): number {
    let place = this._places.get(node);
    if (place === undefined) this._places.set(node, (place = this._places.size));
    return place;
  }
}

/** Text in which nothing has a meaning for Mermaid: what could have one goes as the number of its character; so does the word that closes a block. */
export function escaped(text: string): string {
  return plain(text).replace(/[^\p{L}\p{N}\p{M} .,/()'_|+=*?!–—·-]/gu, numbered).replace(/\bend\b/giu, (word) => numbered(word[0]!) + word.slice(1));
}

function numbered(character: string): string {
  return `#${character.codePointAt(0)};`;
}

/** One line of it. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
}
