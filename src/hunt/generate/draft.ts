import type { Switches } from "../../node/config.ts";
import type { LockSpace } from "../../sim/cluster.ts";
import type { Command, ImmediateCommand, LinkModel, NodeJson, TimedCommand } from "../../sim/commands.ts";
import type { Dice } from "./dice.ts";
import type { Mesh } from "./mesh.ts";
import type { MeshLink } from "./mesh-link.ts";
import { opens } from "./quarrels.ts";
import { Scout, type Sighted } from "./scout.ts";

/** What is there before anything happens. */
export interface DraftWorld extends Omit<Mesh, "profile" | "plainCrc"> {
  readonly seed: number;
  readonly switches: Switches;
  readonly locks: LockSpace;
}

/** A node as far as commands know it. */
export interface DraftNode {
  readonly id: string;
  readonly json: NodeJson;
  isUp: boolean;
  readonly pfs: Set<string>;
}

export interface DraftLink {
  readonly id: string;
  readonly json: MeshLink;
  isCut: boolean;
  /** what `impair` put in the place of the link's own model; null = nothing */
  impaired: Partial<LinkModel> | null;
  /** ends whose CONN was closed */
  readonly closedConns: Set<string>;
  /** weight or filter differ from what they were, or a SPAN was refused */
  isChanged: boolean;
  /** its ends never take each other for what they are (quarrels.ts) */
  readonly neverOpens: boolean;
  /** of the C program's profile: nobody looks whether the peer is still there (C12-04) */
  readonly is2012: boolean;
  /** of those: bytes may be lost of which no end hears */
  isDoubtful: boolean;
  /** an end may wait for what never comes: one thinks that the other is there, which has forgotten it; or was promised more bytes than there are */
  waitsInVain: boolean;
}

/** Somebody's plan for a later time; it looks at the draft as it is then. */
type Act = (draft: Draft) => void;

/**
 * A scenario in the making. What is to happen is drawn in the order of its time, by acts that look at what is there at their time, so
 * that no command names what a scenario may not name then; whether it can be applied then the run will show.
 */
export class Draft {
  readonly dice: Dice;
  readonly world: DraftWorld;
  readonly nodes = new Map<string, DraftNode>();
  readonly links = new Map<string, DraftLink>();
  /** label -> the node that offers it, or did */
  readonly labels = new Map<string, string>();
  readonly transactions: string[] = [];
  readonly shells = new Set<string>();
  /** lock -> its client */
  readonly locks = new Map<string, string>();
  readonly commits: string[] = [];
  readonly generators: string[] = [];
  readonly commands: { readonly atUs: number; readonly command: Command }[] = [];
  nowUs = 0;
  private _endUs = 0;
  private _scout: Scout | null = null;
  private _scoutIsLost = false;
  private readonly _later: { readonly atUs: number; readonly act: Act }[] = [];
  private _names = 0;
  /** what the scenario that is hunted on calls its things */
  private readonly _taken = new Set<string>();
  /** so many percent of what can be put off is */
  readonly putsOff: number;

  constructor(dice: Dice, world: DraftWorld, given: readonly TimedCommand[] = []) {
    this.dice = dice;
    this.world = world;
    this.putsOff = dice.fork("puts off").pick([0, 0, 0, 20, 60]);
    for (const named of [world.nodes, world.links, given]) noteTexts(named, this._taken);
    for (const json of world.nodes) this.addNode(json);
    for (const json of world.links) this.addLink(json);
  }

  addNode(json: NodeJson): void {
    this.nodes.set(json.id, { id: json.id, json, isUp: true, pfs: new Set(json.pfs?.map(({ label }) => label)) });
    for (const { label } of json.pfs ?? []) this.labels.set(label, json.id);
  }

  addLink(json: MeshLink): void {
    this.links.set(json.id, { id: json.id, json, isCut: false, impaired: null, closedConns: new Set(), isChanged: false, neverOpens: !opens(json, (id) => this.nodes.get(id)?.json, this.world.switches.plainCrc), is2012: (json.profile ?? this.world.switches.profile) === "c2012", isDoubtful: false, waitsInVain: false });
  }

  /** A name that nothing else in the case has. */
  name(prefix: string): string {
    for (;;) {
      const name = `${prefix}~${++this._names}`;
      if (!this._taken.has(name)) return name;
    }
  }

  at(atUs: number, act: Act): void {
    const after = this._later.findIndex((other) => other.atUs > atUs);
    this._later.splice(after < 0 ? this._later.length : after, 0, { atUs, act });
  }

  after(us: number, act: Act): void {
    this.at(this.nowUs + us, act);
  }

  /** One command now. */
  say(command: ImmediateCommand): void {
    this._doubt(command);
    this._say(command);
  }

  private _say(command: Command): void {
    this.commands.push({ atUs: this.nowUs, command });
    this._scouted((scout) => scout.apply(this.nowUs, command));
  }

  /** A command that needs nobody to look then: mostly said when its time has come, sometimes at once, to be put off. */
  later(us: number, command: ImmediateCommand): void {
    const whenUs = this.nowUs + us;
    if (this.putsOff > 0 && whenUs < this._endUs && this.dice.chance(this.putsOff)) this._say({ do: "schedule", whenUs, command });
    else this.after(us, () => this.say(command));
  }

  private _doubt(command: ImmediateCommand): void {
    for (const link of this.links.values()) {
      if (!link.is2012) continue;
      if (mayLose(command, link)) link.isDoubtful = true;
      if ((command.do === "powerLoss" || command.do === "crash") && (command.node === link.json.a || command.node === link.json.b)) link.waitsInVain = true;
    }
  }

  /** What is on its way now, or soon: at most so long this waits for something, and no longer than until the next act. It is then as late as that. */
  sight(patienceUs: number): Sighted[] {
    if (this._scout === null && !this._scoutIsLost) {
      this._scout = new Scout(this.world);
      this._scouted((scout) => this.commands.forEach(({ atUs, command }) => scout.apply(atUs, command)));
    }
    const untilUs = Math.min(this.nowUs + patienceUs, this._later[0]?.atUs ?? this._endUs, this._endUs) - 1;
    let found: Sighted[] = [];
    this._scouted((scout) => {
      scout.goTo(this.nowUs);
      found = scout.sight(untilUs);
      if (found.length > 0) this.nowUs = Math.max(this.nowUs, scout.world.nowUs + 1);
    });
    return found;
  }

  /** The scout comes upon an assert of the engine, or finds no end: whoever executes the case will, too. From here on nobody looks ahead. */
  private _scouted(look: (scout: Scout) => void): void {
    if (this._scout === null) return;
    try {
      look(this._scout);
    } catch {
      this._scout = null;
      this._scoutIsLost = true;
    }
  }

  /** Everything that was planned before `endUs`, and what that plans in turn; what comes later is forgotten. */
  unfold(endUs: number): void {
    this._endUs = endUs;
    for (;;) {
      const next = this._later.shift();
      if (next === undefined || next.atUs >= endUs) break;
      this.nowUs = next.atUs;
      next.act(this);
    }
    this._later.length = 0;
    this._scout = null;
    this.nowUs = endUs;
  }

  /** A command of the scenario that is hunted on: said as it is, and what it changes is known from then on. */
  take(command: Command): void {
    if (command.do === "schedule") this.at(command.whenUs, () => this.take(command.command));
    else {
      this._note(command);
      this.say(command);
    }
  }

  private _note(command: ImmediateCommand): void {
    switch (command.do) {
      case "addNode":
        return this.addNode(command.node);
      case "addLink":
        return this.addLink({ ...command.link, id: command.link.id ?? this.name(`${command.link.a}-${command.link.b}`), model: command.link.model ?? {} });
      case "removeNode":
        for (const link of this.linksOf(command.node)) this.links.delete(link.id);
        this.nodes.delete(command.node);
        return;
      case "removeLink":
        this.links.delete(command.link);
        return;
      case "cut":
      case "heal":
        if (this.links.has(command.link)) this.links.get(command.link)!.isCut = command.do === "cut";
        return;
      case "impair":
        if (this.links.has(command.link)) this.links.get(command.link)!.impaired = command.model;
        return;
      case "isolate":
        for (const link of this.linksOf(command.node)) link.isCut = true;
        return;
      case "resumeAll":
        for (const link of this.links.values()) link.isCut = false;
        return;
      case "crash":
      case "powerLoss":
      case "restart":
        if (this.nodes.has(command.node)) this.nodes.get(command.node)!.isUp = command.do === "restart";
        return;
      case "announce":
        this.nodes.get(command.node)?.pfs.add(command.pfs.label);
        this.labels.set(command.pfs.label, command.node);
        return;
      case "withdraw":
        this.nodes.get(command.node)?.pfs.delete(command.pfs);
        return;
      case "closeConn":
        this.links.get(command.link)?.closedConns.add(command.node);
        return;
      case "openConn":
        this.links.get(command.link)?.closedConns.delete(command.node);
        return;
      case "open":
        this.transactions.push(command.as);
        if (command.service === "shell") this.shells.add(command.as);
        return;
      case "lock":
        this.locks.set(command.as, command.node);
        return;
      case "generate":
        this.generators.push(command.as);
        return;
      default:
    }
  }

  // -------------------------------------------------------------- who is there

  upNodes(): DraftNode[] {
    return [...this.nodes.values()].filter(({ isUp }) => isUp);
  }

  /** Those of them over which anything ever comes. */
  openLinks(): DraftLink[] {
    return this.liveLinks().filter(({ neverOpens }) => !neverOpens);
  }

  /** Links whose ends are up and that nothing cuts. */
  liveLinks(): DraftLink[] {
    return [...this.links.values()].filter(({ isCut, json }) => !isCut && this.isUp(json.a) && this.isUp(json.b));
  }

  isUp(id: string): boolean {
    return this.nodes.get(id)?.isUp === true;
  }

  linksOf(id: string): DraftLink[] {
    return [...this.links.values()].filter(({ json }) => json.a === id || json.b === id);
  }

  /** Labels that nodes which are up offer now. */
  offered(): string[] {
    return this.upNodes().flatMap(({ pfs }) => [...pfs]);
  }

  heal(link: DraftLink): void {
    if (!link.isCut) return;
    link.isCut = false;
    this.say({ do: "heal", link: link.id });
  }

  restart(node: DraftNode): void {
    if (node.isUp) return;
    node.isUp = true;
    this.say({ do: "restart", node: node.id });
  }

  removeLink(link: DraftLink): void {
    this.links.delete(link.id);
    this.say({ do: "removeLink", link: link.id });
  }
}

/** Whether bytes of that link may vanish by it so that no end can know before something else comes. */
function mayLose(command: ImmediateCommand, { id }: DraftLink): boolean {
  switch (command.do) {
    case "cut":
      return command.link === id && command.how === "silent";
    case "impair":
    case "inject":
      return command.link === id;
    case "dropMessage":
    case "delayMessage":
    case "corruptMessage":
    case "forgeMessage":
    case "duplicateMessage":
      return true;
    default:
      return false;
  }
}

function noteTexts(value: unknown, into: Set<string>): void {
  if (typeof value === "string") into.add(value);
  else if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) noteTexts(inner, into);
}
