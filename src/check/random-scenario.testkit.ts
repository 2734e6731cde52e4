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
  readonly #prng: Prng;
  /** DUP-01: drawn apart, so that the rest stays as it was */
  readonly #copies: Prng;
  readonly #isDuplicating: boolean;
  readonly #happenings: readonly Happening[];
  readonly #commands: { readonly at: number }[] = [];
  #transactions = 0;
  readonly #seed: number;

  constructor(seed: number, happenings: readonly Happening[]) {
    this.#prng = new Prng(seed).fork("random scenario");
    this.#copies = new Prng(seed).fork("copies");
    this.#isDuplicating = this.#copies.below(2) === 0;
    this.#happenings = happenings;
    this.#seed = seed;
  }

  scenario(): Scenario {
    const base = meshOf({ generate: this.#shape() }, { seed: this.#seed });
    const links: Ends[] = base.links.map(({ id, a, b }) => ({ id, a, b }));
    const nodes = base.nodes.map(({ id }, i) => ({ id, bigEndian: this.#chance(25), role: this.#chance(20) ? "endpoint" : "controller", pfs: i === 0 || this.#chance(60) ? [{ label: id }] : [] }));
    const ids = nodes.map(({ id }) => id);
    const offering = nodes.filter(({ pfs }) => pfs.length > 0).map(({ id }) => id);
    for (let i = this.#below(25); i > 0; i--) this.#happen(ids, links, offering);
    const defaults = { model: { latencyUs: 1 + this.#below(20_000), jitterUs: this.#chance(30) ? this.#below(9_000) : 0 } };
    return meshOf({ nodes, links, defaults }, { seed: this.#seed, switches: { ...this.#switches(), ...(this.#isDuplicating && { duplication: true }) }, commands: this.#commands });
  }

  #shape(): string {
    const count = 3 + this.#below(8);
    const links = Math.min((count * (count - 1)) / 2, count - 1 + this.#below(count));
    return this.#pick([`random:${count}:${links}`, `ring:${count}`, `complete:${Math.min(count, 6)}`, `tree:${count}`, `star:${count}`]);
  }

  /** Without a hold or split horizon a large mesh says too much for a test. */
  #switches(): object {
    const calm = this.#chance(60);
    if (calm) return { relaysMax: 1 + this.#below(4), distanceMax: this.#pick([16, 3]), holdUs: this.#pick([1_000, 5_000]), reconnectUs: this.#pick([1_000_000, 50_000]) };
    const splitHorizon = this.#chance(50);
    return { splitHorizon, holdUs: splitHorizon ? 0 : 1_000, distanceMax: 5, relaysMax: 1 + this.#below(2) };
  }

  #happen(ids: readonly string[], links: readonly Ends[], offering: readonly string[]): void {
    const at = 300_000 + this.#below(20_000_000);
    const soon = at + this.#below(3_000_000);
    const link = this.#pick(links);
    const node = this.#pick(ids);
    const owner = this.#pick(offering);
    switch (this.#pick(this.#happenings)) {
      case "cut":
        return this.#do(at, { do: "cut", link: link.id, how: this.#pick(["close", "silent", "suspend"]) });
      case "heal":
        return this.#do(at, this.#chance(50) ? { do: "resumeAll" } : { do: "heal", link: link.id });
      case "transaction":
        return this.#talk(at, node, owner);
      case "withdraw":
        return this.#do(at, { do: "withdraw", node: owner, pfs: owner });
      case "announce":
        return this.#do(at, { do: "announce", node: owner, pfs: { label: owner } });
      case "weight":
        return this.#do(at, { do: "setWeight", link: link.id, node: this.#pick([link.a, link.b]), weight: 1 + this.#below(9) });
      case "reconnect":
        this.#do(at, { do: "closeConn", link: link.id, node: link.a });
        return this.#do(soon, { do: "openConn", link: link.id, node: link.a, ...(this.#chance(50) ? { filter: { label: `${owner}*` } } : {}) });
      case "isolate":
        this.#do(at, { do: "isolate", node });
        return this.#do(at + this.#below(12_000_000), { do: "resumeAll" });
      case "status":
        return this.#do(at, { do: "updateStatus", node: owner, pfs: owner, status: this.#below(9), text: "status" });
      case "crash":
      case "powerLoss":
        this.#do(at, { do: this.#happenings.includes("crash") && this.#chance(50) ? "crash" : "powerLoss", node });
        return this.#do(at + this.#below(13_000_000), { do: "restart", node });
      case "refuse":
        return this.#do(at, { do: "refuseSpan", node: link.a, link: link.id, pfs: owner });
    }
  }

  #talk(at: number, from: string, to: string): void {
    if (from === to) return;
    const name = `t${++this.#transactions}`;
    this.#do(at, { do: "open", as: name, from, to, text: "x".repeat(this.#below(50)), close: this.#chance(25), ...(this.#isDuplicating && this.#copies.below(4) === 0 && { copies: 2 }) });
    for (let i = this.#below(5); i > 0; i--) {
      const by = this.#pick(["opener", "target"]);
      const what = this.#pick(["send", "send", "send", "close", "abort"]);
      this.#do(at + this.#below(3_000_000), { do: what, transaction: name, by, ...(what === "send" ? { text: "y".repeat(this.#below(30)) } : {}) });
    }
  }

  #do(at: number, command: object): void {
    this.#commands.push({ at, ...command });
  }

  #below(bound: number): number {
    return this.#prng.below(bound);
  }

  #chance(percent: number): boolean {
    return this.#prng.below(100) < percent;
  }

  #pick<One>(all: readonly One[]): One {
    return all[this.#prng.below(all.length)]!;
  }
}
