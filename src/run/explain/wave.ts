import { EVENT } from "../../node/events.ts";
import { NODE_PHASE, TRACE } from "../../sim/trace.ts";
import { LabelPairs } from "../received.ts";
import { Row } from "../row.ts";
import type { Run } from "../run.ts";
import { sayRow, type Telling } from "../sentences.ts";
import type { WaveEntry, Wavefront } from "../shown-explain.ts";
import type { KnowledgeRows } from "./knowledge-rows.ts";

/** ours: entries of one wave that are told, and waves */
const ENTRIES_MAX = 4_000;
const WAVES_MAX = 200;

/** Commands that change no span: no wave begins with them. */
const OF_TRAFFIC: ReadonlySet<string> = new Set(["open", "send", "close", "abort", "oneWay", "commit", "abortCommit", "lock", "upgrade", "narrow", "unlock", "stopWaiting", "updateStatus"]);

interface Wave {
  readonly row: number;
  readonly entries: WaveEntry[];
  heard: number;
  forgot: number;
  omitted: number;
}

/**
 * Who came to know a PFS when, at what distance and by which message, and who lost it: from the offer, the withdrawal, the
 * cut or the crash that began it to the next such thing. `history` has the whole journal, `run` stands at the cursor.
 */
export function wavefrontOf(history: Run, run: Run, knowledge: KnowledgeRows, label: string, asked: number, telling: Telling): Wavefront {
  const wanted = new LabelPairs(history.world.identities, label);
  const waves = new Waves(history, knowledge, wanted, run.journal.rowEnd).read();
  const found = waves.findIndex(({ row }) => row === asked);
  const chosen = found >= 0 ? found : waves.findLastIndex(({ row }) => row < run.journal.rowEnd);
  const row = new Row();
  const told = waves.map(({ row: number, heard, forgot }) => {
    history.rows.read(number, row);
    return { event: number, atUs: row.atUs, sentence: sayRow(row, telling), heard, forgot };
  });
  const wave = waves[chosen];
  return { pfs: label, waves: told, chosen, startUs: told[chosen]?.atUs ?? 0, entries: wave?.entries ?? [], omitted: wave?.omitted ?? 0, without: withoutOf(run, wanted) };
}

/** Nodes that are up and neither offer it nor have a span of it, as they stand at the cursor. */
function withoutOf({ world }: Run, { pairs, label }: LabelPairs): string[] {
  const without = world.nodes.filter(({ phase, role, pfs, protocol }) => phase === NODE_PHASE.up && role !== "outside" && !pfs.some((one) => one.label === label) && !pairs.some((pair) => (protocol.core.pfs.get(pair)?.first ?? -1) >= 0));
  return without.map(({ id }) => id);
}

/** Rows of knowledge, taken apart into waves. */
class Waves {
  private readonly _history: Run;
  private readonly _knowledge: KnowledgeRows;
  private readonly _wanted: LabelPairs;
  private readonly _cursorRow: number;
  private readonly _waves: Wave[] = [];
  /** by node: it knows the PFS */
  private readonly _knows = new Set<number>();
  private readonly _row = new Row();
  /** row that may have made what comes next, -1 = the wave is begun */
  private _pending = -1;
  private _began = -1;

  constructor(history: Run, knowledge: KnowledgeRows, wanted: LabelPairs, cursorRow: number) {
    this._history = history;
    this._knowledge = knowledge;
    this._wanted = wanted;
    this._cursorRow = cursorRow;
  }

  read(): Wave[] {
    const { rows } = this._history;
    const mine = this._knowledge.of(this._wanted.pairs);
    const { disturbances } = this._knowledge;
    for (let i = 0, j = 0; i < mine.length || j < disturbances.length; ) {
      const own = j === disturbances.length || (i < mine.length && mine[i]! < disturbances[j]!);
      const number = own ? mine[i++]! : disturbances[j++]!;
      if (rows.readIfKept(number, this._row)) this._note(this._row, own);
    }
    return this._waves;
  }

  private _note(row: Row, own: boolean): void {
    if (!own) {
      this._disturbed(row);
      return;
    }
    if (row.type === EVENT.bestChanged) this._changed(row);
    else {
      this._begin(row);
      this._add(row, row.type === EVENT.pfsOffered ? "offered" : "withdrawn");
      if (row.type === EVENT.pfsOffered) this._knows.add(row.node);
      else this._knows.delete(row.node);
    }
  }

  private _disturbed(row: Row): void {
    if (row.kind !== TRACE.command) this._begin(row);
    else if (this._mayMatter(row)) this._begin(row);
    // A node that went down has forgotten everything, and tells nobody.
    if (row.kind === TRACE.nodeState && row.value6 !== NODE_PHASE.up && this._knows.delete(row.node)) this._add(row, "forgot");
  }

  /** What a command does is of its wave; links that come up at the start are of the first. */
  private _begin(row: Row): void {
    if (row.cause >= 0 && row.cause === this._began) return;
    const last = this._waves.at(-1);
    if (row.kind !== TRACE.command && last !== undefined && last.heard + last.forgot === 0) return;
    // A run begins with nodes that start and links that come up, before anything is offered.
    if (row.kind !== TRACE.command && row.kind !== TRACE.event && last === undefined) return;
    this._pending = row.number;
    this._began = row.number;
  }

  private _mayMatter(row: Row): boolean {
    const command = this._history.command(row.value6);
    return command !== null && command.refusal === null && !OF_TRAFFIC.has(command.command.do);
  }

  private _changed(row: Row): void {
    const knows = row.value >= 0;
    if (knows === this._knows.has(row.node)) return;
    if (knows) this._knows.add(row.node);
    else this._knows.delete(row.node);
    this._add(row, knows ? "heard" : "forgot");
  }

  /** The first entry behind something that may have made it begins a wave. */
  private _add(row: Row, kind: WaveEntry["kind"]): void {
    let wave = this._waves.at(-1);
    if (this._pending >= 0 || wave === undefined) {
      wave = { row: this._pending >= 0 ? this._pending : row.number, entries: [], heard: 0, forgot: 0, omitted: 0 };
      this._waves.push(wave);
      if (this._waves.length > WAVES_MAX) this._waves.shift();
      this._pending = -1;
    }
    if (kind === "heard") wave.heard++;
    if (kind === "forgot") wave.forgot++;
    if (wave.entries.length < ENTRIES_MAX) wave.entries.push(this._entry(row, kind, kind === "heard" ? wave.heard : kind === "forgot" ? wave.forgot : 0));
    else wave.omitted++;
  }

  private _entry(row: Row, kind: WaveEntry["kind"], place: number): WaveEntry {
    const { names, journal } = this._history;
    const sent = row.message < 0 ? -1 : journal.sentRow(row.message);
    const link = sent < 0 ? -1 : journal.fieldsOf(sent)[journal.at(sent) + 2]!;
    const offered = kind === "offered";
    return {
      kind,
      node: names.node(row.node),
      event: row.number,
      atUs: row.atUs,
      dist: offered ? 0 : kind === "heard" ? row.value : -1,
      from: link < 0 ? null : names.node(names.peerOf(row.node, link)),
      link: link < 0 ? null : names.linkId(link),
      linkName: link < 0 ? "" : names.link(link),
      message: link < 0 ? null : row.message,
      sentUs: sent < 0 ? -1 : journal.timeUs(sent),
      place,
      ahead: row.number >= this._cursorRow,
    };
  }
}
