import { say } from "../fill.ts";
import { isSealed } from "../inspect-sealed.ts";
import { linkStateOf, LINK_STATE_TEXTS } from "../link-states.ts";
import type { Run } from "../run.ts";
import { LINK_STATE } from "../shown.ts";
import type { LinkTableRow } from "../shown-tables.ts";
import type { TableSource } from "./source.ts";

/** The links that are there. */
export class LinkRows implements TableSource<LinkTableRow> {
  private readonly _rows: readonly LinkTableRow[];

  constructor(run: Run) {
    this._rows = run.world.links.filter(({ removed }) => !removed).map((link) => rowOf(run, link));
  }

  get count(): number {
    return this._rows.length;
  }

  text(at: number): string {
    const { id, a, b, state, kind } = this._rows[at]!;
    return `${id} ${a} ${b} ${state} ${kind}`;
  }

  key(at: number, column: string): number | string {
    return this._rows[at]![column as Exclude<keyof LinkTableRow, "sealed">];
  }

  row(at: number): LinkTableRow {
    return this._rows[at]!;
  }
}

function rowOf(run: Run, link: Run["world"]["links"][number]): LinkTableRow {
  const { world } = run;
  const stateCode = linkStateOf(world, link);
  const [there, back] = link.lanes;
  const receivedAt = (side: 0 | 1): number => world.nodes[side === 0 ? link.a : link.b]!.protocol.core.links[link.ends[side]]!.spansReceived;
  const sealed = stateCode !== LINK_STATE.down && isSealed(run, link);
  return {
    id: link.id,
    a: world.nodes[link.a]!.id,
    b: world.nodes[link.b]!.id,
    state: say(LINK_STATE_TEXTS[stateCode]!),
    stateCode,
    sinceUs: stateCode === LINK_STATE.open ? Math.max(link.sinceUs, run.chronicle.openedUs(link.index)) : link.sinceUs,
    kind: say(link.memory === null ? (sealed ? "table.sealed" : "table.stream") : "table.shm"),
    sealed,
    latencyUs: there.model.latencyUs,
    inFlight: there.inFlight + back.inFlight,
    spans: receivedAt(0) + receivedAt(1),
    bytes: there.bytesSent + back.bytesSent,
  };
}
