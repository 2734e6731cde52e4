import type { CaseOutcome } from "../port/hunt-messages.ts";

/** What the cases so far exercised, added up as they come in. */
export interface FinderTally {
  readonly cases: number;
  readonly held: number;
  /** exercised nothing, so that they prove nothing */
  readonly unproven: number;
  readonly violated: number;
  readonly simulatedUs: number;
  readonly messages: number;
  readonly transactions: number;
  /** of all kinds together */
  readonly faultCount: number;
  /** in the order of their names */
  readonly faults: readonly FaultCount[];
  readonly rules: readonly { readonly rule: string; readonly cases: number }[];
  readonly checks: readonly CheckCount[];
  /** why cases were unproven */
  readonly whys: readonly string[];
}

export interface FaultCount {
  readonly kind: string;
  readonly count: number;
  readonly cases: number;
}

export interface CheckCount {
  /** as a violation calls it */
  readonly name: string;
  /** cases in which it judged something and found it right, and how often it did */
  readonly cases: number;
  readonly judged: number;
  readonly violated: number;
}

export const NO_TALLY: FinderTally = { cases: 0, held: 0, unproven: 0, violated: 0, simulatedUs: 0, messages: 0, transactions: 0, faultCount: 0, faults: [], rules: [], checks: [], whys: [] };

/** Sums up; whoever shows it takes `sum` at a beat of its own. */
export class TallySheet {
  private cases = 0;
  private held = 0;
  private violated = 0;
  private simulatedUs = 0;
  private messages = 0;
  private transactions = 0;
  private faultCount = 0;
  private readonly faults = new Map<string, FaultCount>();
  private readonly rules = new Map<string, number>();
  private readonly checks = new Map<string, CheckCount>();
  private readonly whys = new Set<string>();

  add({ state, why, judged, tally }: CaseOutcome): void {
    this.cases++;
    if (state === "holds") this.held++;
    if (state === "violated") this.violated++;
    if (why !== "") this.whys.add(why);
    this.simulatedUs += tally.simulatedUs;
    this.messages += tally.messages;
    this.transactions += tally.transactions;
    for (const [kind, count] of Object.entries(tally.faults)) {
      const before = this.faults.get(kind) ?? { kind, count: 0, cases: 0 };
      this.faults.set(kind, { kind, count: before.count + count, cases: before.cases + 1 });
      this.faultCount += count;
    }
    for (const rule of tally.rules) this.rules.set(rule, (this.rules.get(rule) ?? 0) + 1);
    for (const { check, state: one, count } of judged) {
      const { name, cases, judged: times, violated } = this.checks.get(check) ?? { name: check, cases: 0, judged: 0, violated: 0 };
      this.checks.set(check, { name, cases: cases + (one === "holds" ? 1 : 0), judged: times + count, violated: violated + (one === "violated" ? 1 : 0) });
    }
  }

  get sum(): FinderTally {
    const { cases, held, violated, simulatedUs, messages, transactions, faultCount } = this;
    return {
      cases,
      held,
      violated,
      unproven: cases - held - violated,
      simulatedUs,
      messages,
      transactions,
      faultCount,
      faults: [...this.faults.values()].sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1)),
      rules: [...this.rules].map(([rule, of]) => ({ rule, cases: of })).sort((a, b) => (a.rule < b.rule ? -1 : 1)),
      checks: [...this.checks.values()],
      whys: [...this.whys],
    };
  }
}
