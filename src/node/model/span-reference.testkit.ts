/**
 * SPAN-02 to SPAN-04, SPAN-07, SPAN-09 and LINK-05 once more, for one node with several links: nothing is kept up to date, all is computed
 * anew from what the peers have said, as docs/rules.md says it.
 */
export interface RefSpan {
  readonly link: number;
  readonly msgid: string;
  readonly name: string;
  readonly dist: number;
  status: string;
  /** links whose peer refused to have it (SPAN-09) */
  readonly refusedBy: Set<number>;
}

export interface RefLink {
  up: boolean;
  /** the peer's CONN is open */
  conn: boolean;
  /** "" = none; else a label with an asterisk at its end */
  filter: string;
  weight: number;
  /** the peer refused our own PFS */
  refusedOwn: boolean;
}

export interface RefSwitches {
  readonly relaysMax: number;
  readonly splitHorizon: boolean;
  readonly distanceMax: number;
  readonly relays: boolean;
}

export const OWN = "own";

export class SpanReference {
  readonly switches: RefSwitches;
  readonly links: RefLink[] = [];
  spans: RefSpan[] = [];

  constructor(switches: RefSwitches, links: number) {
    this.switches = switches;
    for (let i = 0; i < links; i++) this.links.push({ up: true, conn: true, filter: "", weight: 1, refusedOwn: false });
  }

  /** SPAN-02: dist plus the weight of its link. */
  costOf(span: RefSpan): number {
    return span.dist + this.links[span.link]!.weight;
  }

  /** SPAN-02: of a PFS, best first: by cost, then link, then msgid. */
  inOrder(name: string): RefSpan[] {
    return this.spans.filter((span) => span.name === name).sort((a, b) => this.costOf(a) - this.costOf(b) || a.link - b.link || (a.msgid < b.msgid ? -1 : 1));
  }

  passes(link: number, name: string): boolean {
    const { filter } = this.links[link]!;
    return filter === "" || name.startsWith(filter.slice(0, -1));
  }

  /** SPAN-07, the reasons that lie in the SPAN and the connection; "" = none of them. */
  _barred(span: RefSpan, link: number): string {
    const { splitHorizon, distanceMax } = this.switches;
    if (splitHorizon && span.link === link) return "split horizon";
    if (span.dist > distanceMax) return "beyond maximum distance";
    if (!this.passes(link, span.name)) return "filtered";
    return span.refusedBy.has(link) ? "refused by peer" : "";
  }

  /** SPAN-07: the one reason, once the hold is over. */
  reason(span: RefSpan, link: number): string {
    const { up, conn } = this.links[link]!;
    if (!this.switches.relays) return "not a relay";
    if (!up || !conn) return "no CONN";
    if (span.name === OWN) return "own echo";
    const barred = this._barred(span, link);
    if (barred !== "") return barred;
    const eligible = this.inOrder(span.name).filter((each) => this._barred(each, link) === "");
    return eligible.indexOf(span) < this.switches.relaysMax ? "relayed" : "worse than the best N";
  }

  /** What the peer of a link has been told of and not been told that it is gone: names with their dist. */
  toldTo(link: number): string[] {
    const { up, conn, refusedOwn } = this.links[link]!;
    if (!up || !conn) return [];
    const own = !refusedOwn && this.passes(link, OWN) ? [`${OWN}@0`] : [];
    return [...own, ...this.spans.filter((span) => this.reason(span, link) === "relayed").map((span) => `${span.name}@${this.costOf(span)}`)].sort();
  }
}
