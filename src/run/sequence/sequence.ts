import { TRACE } from "../../sim/trace.ts";
import { CMD, FLAG } from "../../wire/constants.ts";
import { familyOfMessage } from "../families.ts";
import { CompiledFilter } from "../feed-filter.ts";
import { Row } from "../row.ts";
import type { Run } from "../run.ts";
import { sayRow, type Telling } from "../sentences.ts";
import { FAMILIES } from "../shown.ts";
import type { RowsWanted, SequenceMark, SequenceMessage, SequenceView, SequenceWindow } from "../shown-trio.ts";
import { Axis } from "./axis.ts";
import { markOfRow } from "./marks.ts";

/** ours: messages and marks of one window; more of them are no picture any more */
const MESSAGES_MAX = 1_500;
const MARKS_MAX = 1_500;
/** Every so many rows of the axis it is noted which messages were on their way there. */
const NOTE_ROWS = 2_048;

/**
 * The space-time diagram of one view: which rows of the journal stand on its axis, built in lots behind the chronicle when
 * somebody looks at it, and windows of it. Rows are told in sentences only when a window holds them.
 */
export class Sequence {
  readonly view: SequenceView;
  readonly axis: Axis;
  private readonly _run: Run;
  private readonly _telling: Telling;
  private readonly _filter: CompiledFilter;
  private readonly _row = new Row();
  private readonly _endRow = new Row();
  /** by node of the world: its column, -1 = none */
  private _columns: Int32Array;
  /** rows below this one are looked at */
  private _next = 0;
  /** messages on the axis that are on their way at `_next` */
  private readonly _open = new Set<number>();
  /** messages on their way at the axis' row NOTE_ROWS * i, less what was forgotten in front */
  private readonly _notes: { readonly row: number; readonly messages: Float64Array }[] = [];

  constructor(run: Run, telling: Telling, view: SequenceView) {
    this.view = view;
    this.axis = new Axis(run.rows, view.scale);
    this._run = run;
    this._telling = telling;
    this._filter = new CompiledFilter(view.filter);
    this._columns = new Int32Array(0);
  }

  /** Rows that are not on the axis yet, as far as the chronicle has read. */
  get behind(): number {
    return this._run.chronicle.next - this._next;
  }

  /** What putting a row on the axis takes. */
  get effort(): "plain" | "filtered" | "sentences" {
    if (this._filter.isEmpty) return "plain";
    return this._filter.asksSentences ? "sentences" : "filtered";
  }

  catchUp(rowsMax: number): void {
    const { rows, chronicle } = this._run;
    this._placeColumns();
    if (this.axis.forgetOld() > 0) while (this._notes.length > 1 && this._notes[1]!.row <= rows.first) this._notes.shift();
    if (this._next < rows.first) this._next = rows.first;
    const end = Math.min(chronicle.next, this._next + rowsMax);
    for (; this._next < end; this._next++) {
      rows.read(this._next, this._row);
      if (this._stands(this._row)) this._push(this._row);
    }
  }

  // -------------------------------------------------------------- building

  /** Nodes are only ever added to the world. */
  private _placeColumns(): void {
    const { nodes } = this._run.world;
    if (nodes.length === this._columns.length) return;
    const { columns } = this.view;
    const places = new Map(columns.map((id, column) => [id, column]));
    this._columns = Int32Array.from(nodes, ({ id }) => places.get(id) ?? -1);
  }

  private _push(row: Row): void {
    if (this.axis.count % NOTE_ROWS === 0) this._notes.push({ row: row.number, messages: Float64Array.from(this._open) });
    this.axis.push(row.number, row.atUs);
    if (row.kind === TRACE.send) this._open.add(row.message);
    else if (row.kind === TRACE.deliver || row.kind === TRACE.lost) this._open.delete(row.message);
  }

  private _stands(row: Row): boolean {
    switch (row.kind) {
      case TRACE.send:
        return this._isOfColumns(row) && this._isWanted(row) && this._passes(row);
      case TRACE.deliver:
      case TRACE.lost:
        return this._open.has(row.message) || (this.view.filtered === "hide" && this._isOfColumns(row) && this._isWanted(row) && this._isFiltered && this._filter.matches(row, this._telling));
      case TRACE.event:
        if (row.node < 0 || this._columns[row.node]! < 0) return false;
        return markOfRow(row) === null ? this._asks(row) : this._passes(row);
      case TRACE.command:
      case TRACE.refused:
        return this._passes(row);
      case TRACE.nodeState:
        return this._columns[row.node]! >= 0 && markOfRow(row) !== null && this._passes(row);
      default:
        return this._isOfColumns(row) && markOfRow(row) !== null && this._passes(row);
    }
  }

  private get _isFiltered(): boolean {
    return !this._filter.isEmpty;
  }

  /** With a filter that only dims, everything stands. */
  private _passes(row: Row): boolean {
    return this.view.filtered === "dim" || this._filter.matches(row, this._telling);
  }

  /** An event that is no mark by itself is one when the filter asks for it. */
  private _asks(row: Row): boolean {
    return this._isFiltered && this._filter.matches(row, this._telling);
  }

  private _isOfColumns({ link }: Row): boolean {
    const { names } = this._telling;
    return link >= 0 && (this._columns[names.fromOf(link, 0)]! >= 0 || this._columns[names.toOf(link, 0)]! >= 0);
  }

  private _isWanted({ cmd }: Row): boolean {
    return this.view.pings || (cmd & 0xffffff) !== CMD.LNK_PING;
  }

  // -------------------------------------------------------------- reading

  /** What stands between two places. */
  window(from: number, to: number, wanted: RowsWanted): SequenceWindow {
    const { axis, _run: run } = this;
    const first = axis.indexOfPlace(from);
    const end = axis.indexOfPlace(to + 1);
    const messages = this._messagesOf(first, end);
    return {
      origin: axis.origin,
      end: axis.endAt(run.nowUs),
      behind: this.behind,
      ...axis.placesOf(wanted),
      from,
      to,
      messages: messages.slice(0, MESSAGES_MAX).flatMap((message) => this._message(message)),
      omitted: Math.max(0, messages.length - MESSAGES_MAX),
      marks: this._marksOf(first, end),
      ...axis.marks(from, to, run.nowUs),
    };
  }

  /** Messages whose way is, in part at least, between two rows of the axis. */
  private _messagesOf(first: number, end: number): number[] {
    const { axis } = this;
    const { journal } = this._run;
    const note = this._noteBefore(first);
    const open = new Set(note.messages);
    for (let index = axis.indexOfRow(note.row); index < end; index++) {
      const number = axis.number(index);
      if (!journal.has(number)) continue;
      const fields = journal.fieldsOf(number);
      const at = journal.at(number);
      const kind = fields[at]!;
      if (kind === TRACE.send) open.add(fields[at + 4]!);
      else if (index < first && (kind === TRACE.deliver || kind === TRACE.lost)) open.delete(fields[at + 4]!);
      else if (kind === TRACE.deliver || kind === TRACE.lost) open.add(fields[at + 4]!);
    }
    return [...open];
  }

  private _noteBefore(index: number): { readonly row: number; readonly messages: Float64Array } {
    const row = index < this.axis.count ? this.axis.number(index) : Number.POSITIVE_INFINITY;
    return this._notes.findLast((note) => note.row <= row) ?? { row: 0, messages: new Float64Array(0) };
  }

  private _message(message: number): SequenceMessage[] {
    const { axis, _row: row, _endRow: endRow, _telling: telling } = this;
    const { journal, rows } = this._run;
    const sent = journal.sentRow(message);
    if (sent < 0) return [];
    rows.read(sent, row);
    const { names } = telling;
    const endNumber = journal.endRow(message);
    const hasEnd = endNumber >= 0 && rows.readIfKept(endNumber, endRow);
    const from = names.fromOf(row.link, row.direction);
    const to = names.toOf(row.link, row.direction);
    return [
      {
        message,
        row: sent,
        endRow: hasEnd ? endNumber : null,
        from: this._columns[from]!,
        to: this._columns[to]!,
        fromNode: names.node(from),
        toNode: names.node(to),
        link: names.linkId(row.link),
        transaction: names.transactionName(row.msgidHi, row.msgidLo),
        place: axis.placeOfRow(sent),
        endPlace: hasEnd ? axis.placeOfRow(endNumber) : null,
        family: FAMILIES[familyOfMessage(row.cmd, names.kindOf(row.msgidHi, row.msgidLo))]!,
        reply: ((row.cmd >>> 24) & FLAG.REPLY) !== 0,
        fate: !hasEnd ? "in flight" : endRow.kind === TRACE.deliver ? "delivered" : "lost",
        dim: this._isFiltered && !this._filter.matches(row, telling) && !(hasEnd && this._filter.matches(endRow, telling)),
        atUs: row.atUs,
        sentence: sayRow(hasEnd && endRow.kind === TRACE.lost ? endRow : row, telling),
      },
    ];
  }

  private _marksOf(first: number, end: number): SequenceMark[] {
    const marks: SequenceMark[] = [];
    const { axis, _row: row } = this;
    for (let index = first; index < end && marks.length < MARKS_MAX; index++) {
      if (!this._run.rows.readIfKept(axis.number(index), row)) continue;
      if (row.kind === TRACE.send || row.kind === TRACE.deliver || row.kind === TRACE.lost) continue;
      marks.push(this._mark(row, axis.place(index)));
    }
    return marks;
  }

  private _mark(row: Row, place: number): SequenceMark {
    const { names } = this._telling;
    const ofLink = row.kind === TRACE.linkState || row.kind === TRACE.altered;
    const ends = ofLink ? [this._columns[names.fromOf(row.link, Math.max(row.direction, 0))]!, this._columns[names.toOf(row.link, Math.max(row.direction, 0))]!] : [row.node < 0 ? -1 : this._columns[row.node]!, -1];
    const [column = -1, otherColumn = -1] = row.kind === TRACE.linkState ? ends.toSorted((a, b) => a - b) : ends;
    return {
      kind: markOfRow(row) ?? "event",
      row: row.number,
      place,
      column,
      otherColumn,
      link: row.link < 0 ? null : names.linkId(row.link),
      transaction: names.transactionName(row.msgidHi, row.msgidLo),
      message: row.message < 0 ? null : row.message,
      dim: this._isFiltered && !this._filter.matches(row, this._telling),
      atUs: row.atUs,
      sentence: sayRow(row, this._telling),
    };
  }
}
