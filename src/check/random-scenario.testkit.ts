import { Prng } from "../base/prng.ts";
import type { Scenario } from "../sim/scenario.ts";
import { meshOf } from "./checks.testkit.ts";

/** What may happen in a random scenario; the names say what a test may leave out. */
export const HAPPENINGS = ["cut", "heal", "transaction", "withdraw", "announce", "weight", "reconnect", "isolate", "status", "crash", "powerLoss", "refuse"] as const;
export type Happening = (typeof HAPPENINGS)[number];

interface Ends {
  readonly id: string;
  readonly a: string;
  readonly b: string;
}

/** A small mesh in which many things happen within twenty seconds, drawn from a seed: every command is well-formed, not every one can be applied. */
export function randomScenario(seed: number, happenings: readonly Happening[] = HAPPENINGS): Scenario {
  return new Draw(seed, happenings).scenario();
}

class Draw {
  private readonly _prng: Prng;
  /** DUP-01: drawn apart, so that the rest stays as it was */
  private readonly _copies: Prng;
  private readonly _isDuplicating: boolean;
  private readonly _happenings: readonly Happening[];
  private readonly _commands: { readonly at: number }[] = [];
  private _transactions = 0;
  private readonly _seed: number;

  constructor(seed: number, happenings: readonly Happening[]) {
    this._prng = new Prng(seed).fork("random scenario");
    this._copies = new Prng(seed).fork("copies");
    this._isDuplicating = this._copies.below(2) === 0;
    this._happenings = happenings;
    this._seed = seed;
  }

  scenario(): Scenario {
    const base = meshOf({ generate: this._shape() }, { seed: this._seed });
    const links: Ends[] = base.links.map(({ id, a, b }) => ({ id, a, b }));
    const nodes = base.nodes.map(({ id }, i) => ({ id, bigEndian: this._chance(25), role: this._chance(20) ? "endpoint" : "controller", pfs: i === 0 || this._chance(60) ? [{ label: id }] : [] }));
    const ids = nodes.map(({ id }) => id);
    const offering = nodes.filter(({ pfs }) => pfs.length > 0).map(({ id }) => id);
    for (let i = this._below(25); i > 0; i--) this._happen(ids, links, offering);
    const defaults = { model: { latencyUs: 1 + this._below(20_000), jitterUs: this._chance(30) ? this._below(9_000) : 0 } };
    return meshOf({ nodes, links, defaults }, { seed: this._seed, switches: { ...this._switches(), ...(this._isDuplicating && { duplication: true }) }, commands: this._commands });
  }

  private _shape(): string {
    const count = 3 + this._below(8);
    const links = Math.min((count * (count - 1)) / 2, count - 1 + this._below(count));
    return this._pick([`random:${count}:${links}`, `ring:${count}`, `complete:${Math.min(count, 6)}`, `tree:${count}`, `star:${count}`]);
  }

  /** Without a hold or split horizon a large mesh says too much for a test. */
  private _switches(): object {
    const calm = this._chance(60);
    if (calm) return { relaysMax: 1 + this._below(4), distanceMax: this._pick([16, 3]), holdUs: this._pick([1_000, 5_000]), reconnectUs: this._pick([1_000_000, 50_000]) };
    const splitHorizon = this._chance(50);
    return { splitHorizon, holdUs: splitHorizon ? 0 : 1_000, distanceMax: 5, relaysMax: 1 + this._below(2) };
  }

  private _happen(ids: readonly string[], links: readonly Ends[], offering: readonly string[]): void {
    const at = 300_000 + this._below(20_000_000);
    const soon = at + this._below(3_000_000);
    const link = this._pick(links);
    const node = this._pick(ids);
    const owner = this._pick(offering);
    switch (this._pick(this._happenings)) {
      case "cut":
        return this._do(at, { do: "cut", link: link.id, how: this._pick(["close", "silent", "suspend"]) });
      case "heal":
        return this._do(at, this._chance(50) ? { do: "resumeAll" } : { do: "heal", link: link.id });
      case "transaction":
        return this._talk(at, node, owner);
      case "withdraw":
        return this._do(at, { do: "withdraw", node: owner, pfs: owner });
      case "announce":
        return this._do(at, { do: "announce", node: owner, pfs: { label: owner } });
      case "weight":
        return this._do(at, { do: "setWeight", link: link.id, node: this._pick([link.a, link.b]), weight: 1 + this._below(9) });
      case "reconnect":
        this._do(at, { do: "closeConn", link: link.id, node: link.a });
        return this._do(soon, { do: "openConn", link: link.id, node: link.a, ...(this._chance(50) ? { filter: { label: `${owner}*` } } : {}) });
      case "isolate":
        this._do(at, { do: "isolate", node });
        return this._do(at + this._below(12_000_000), { do: "resumeAll" });
      case "status":
        return this._do(at, { do: "updateStatus", node: owner, pfs: owner, status: this._below(9), text: "status" });
      case "crash":
      case "powerLoss":
        this._do(at, { do: this._happenings.includes("crash") && this._chance(50) ? "crash" : "powerLoss", node });
        return this._do(at + this._below(13_000_000), { do: "restart", node });
      case "refuse":
        return this._do(at, { do: "refuseSpan", node: link.a, link: link.id, pfs: owner });
    }
  }

  private _talk(at: number, from: string, to: string): void {
    if (from === to) return;
    const name = `t${++this._transactions}`;
    this._do(at, { do: "open", as: name, from, to, text: "x".repeat(this._below(50)), close: this._chance(25), ...(this._isDuplicating && this._copies.below(4) === 0 && { copies: 2 }) });
    for (let i = this._below(5); i > 0; i--) {
      const by = this._pick(["opener", "target"]);
      const what = this._pick(["send", "send", "send", "close", "abort"]);
      this._do(at + this._below(3_000_000), { do: what, transaction: name, by, ...(what === "send" ? { text: "y".repeat(this._below(30)) } : {}) });
    }
  }

  private _do(at: number, command: object): void {
    this._commands.push({ at, ...command });
  }

  private _below(bound: number): number {
    return this._prng.below(bound);
  }

  private _chance(percent: number): boolean {
    return this._prng.below(100) < percent;
  }

  private _pick<One>(all: readonly One[]): One {
    return all[this._prng.below(all.length)]!;
  }
}
