import { unreachable } from "../base/assert.ts";
import { LIMITS } from "../base/limits.ts";
import type { Profile } from "../wire/constants.ts";
import { lockKeyProblem } from "./apply-locks.ts";
import type { ImmediateCommand, LinkJson, NodeJson, TrafficService } from "./commands.ts";
import { generatorProblem } from "./generator-plan.ts";
import type { GenerateCommand } from "./generators.ts";
import { regionBytesOf, sharedMemoryProblem } from "./link-shm.ts";
import type { Claim } from "./scenario-expect.ts";
import type { FileFault } from "./topology.ts";

/**
 * Whether everything a scenario names exists when it is named. The commands are walked in their order of time, with the
 * nodes, links, PFSes and transactions that there are; what was ever there may be named by expectations and the view.
 */
export class ScenarioNames {
  readonly faults: FileFault[] = [];
  private readonly _nodes = new Map<string, NodeJson>();
  private readonly _links = new Map<string, LinkJson>();
  private readonly _degrees = new Map<string, number>();
  private readonly _nodesEver = new Set<string>();
  private readonly _linksEver = new Set<string>();
  private readonly _labelsEver = new Set<string>();
  private readonly _transactions = new Set<string>();
  private readonly _profile: Profile;
  private readonly _commits = new Set<string>();
  /** and whether they go on for ever, as far as they were not stopped */
  private readonly _generators = new Map<string, { readonly service: TrafficService; endless: boolean }>();
  private readonly _masters = new Set<string>();
  /** CAC-01: names of locks, and whose they are */
  private readonly _locks = new Map<string, string>();
  private _tree: readonly string[] = [];
  private _regionBytes = 0;

  constructor(profile: Profile) {
    this._profile = profile;
  }

  addNode(node: NodeJson, path: string): void {
    if (this._nodes.has(node.id)) return this._fault(`${path}.id`, `there is a node "${node.id}" already; expected a name of its own`);
    if (this._nodes.size === LIMITS.nodesMax) return this._fault(path, `more than ${LIMITS.nodesMax} nodes`);
    const labels = (node.pfs ?? []).map(({ label }) => label);
    if (new Set(labels).size < labels.length) this._fault(`${path}.pfs`, "the same label twice; expected different PFSes");
    if (node.role === "outside" && labels.length > 0) this._fault(`${path}.pfs`, "an outside offers nothing itself; expected none");
    if (node.role === "leaf" && labels.length > 1) this._fault(`${path}.pfs`, "a leaf offers at most one PFS: its LNK_CONN carries it (SPAN-05)");
    this._nodes.set(node.id, node);
    this._nodesEver.add(node.id);
    for (const label of labels) this._labelsEver.add(label);
  }

  addLink(link: LinkJson & { readonly id: string }, path: string): void {
    if (this._links.has(link.id)) return this._fault(`${path}.id`, `there is a link "${link.id}" already; expected a name of its own`);
    if (this._links.size === LIMITS.linksMax) return this._fault(path, `more than ${LIMITS.linksMax} links`);
    if (link.a === link.b) return this._fault(path, `joins ${link.a} with itself; expected two different nodes`);
    for (const side of ["a", "b"] as const) {
      const node = this._nodes.get(link[side]);
      if (!node) return this._fault(`${path}.${side}`, this._unknown("node", link[side], this._nodes.keys()));
      const most = node.role === "leaf" || node.role === "outside" ? 1 : LIMITS.linksPerNodeMax;
      if ((this._degrees.get(node.id) ?? 0) >= most) {
        return this._fault(`${path}.${side}`, node.role === "outside" ? `an outside has one link, and ${node.id} has one already` : node.role === "leaf" ? `a leaf has one link (SPAN-05), and ${node.id} has one already` : `${node.id} has ${most} links already`);
      }
    }
    this._leavesTheRun(link, path);
    this._sharedMemory(link, path);
    this._links.set(link.id, link);
    this._count(link, 1);
    this._linksEver.add(link.id);
  }

  private _leavesTheRun(link: LinkJson, path: string): void {
    const outsides = [link.a, link.b].filter((id) => this._nodes.get(id)?.role === "outside");
    if (outsides.length === 2) this._fault(path, `joins the outsides ${link.a} and ${link.b}; expected a node of the mesh at one end`);
    if (outsides.length > 0 && link.kind === "shm") this._fault(`${path}.kind`, 'what is outside shares no memory; expected "stream"');
    if (link.profile !== "c2012" || this._profile === "c2012") return;
    for (const key of SECURITY_KEYS) if ((link[key] ?? "none") !== "none") this._fault(`${path}.${key}`, needsAuth(link[key]!));
  }

  private _sharedMemory(link: LinkJson, path: string): void {
    const problem = sharedMemoryProblem(link, link.profile ?? this._profile);
    if (problem) return this._fault(`${path}.${problem.path}`, problem.message);
    this._regionBytes += regionBytesOf(link);
    if (this._regionBytes > LIMITS.regionBytesTotalMax) this._fault(`${path}.shm.regionBytes`, `the regions of all links come to ${this._regionBytes} bytes with this one; expected at most ${LIMITS.regionBytesTotalMax}`);
  }

  /** A command for a time that has passed would only be refused. A run file may hold such a one, a scenario may not. */
  later(atUs: number, whenUs: number, path: string): void {
    if (whenUs < atUs) this._fault(`${path}.whenUs`, "expected a time that is not before the command's own");
  }

  /** Checks what the command names, and notes what it changes. */
  apply(command: ImmediateCommand, path: string): void {
    switch (command.do) {
      case "addNode":
        return this.addNode(command.node, `${path}.node`);
      case "addLink":
        return this.addLink(command.link as LinkJson & { readonly id: string }, `${path}.link`);
      case "removeNode":
        return this._removeNode(command.node, path);
      case "removeLink":
        return this._removeLink(this._link(command.link, `${path}.link`), command.link);
      case "cut":
      case "heal":
        this._link(command.link, `${path}.link`);
        return;
      case "impair":
        return this._end(command.link, command.from, path, "from");
      case "inject":
        return this._end(command.link, command.from, path, "from");
      case "scribble":
        if (this._links.has(command.link) && this._links.get(command.link)!.kind !== "shm") this._fault(`${path}.link`, `${command.link} is a stream and shares no memory; expected a link of kind shm`);
        return this._end(command.link, command.from, path, "from");
      case "closeConn":
      case "openConn":
      case "setFilter":
      case "setWeight":
        return this._end(command.link, command.node, path, "node");
      case "refuseSpan":
        this._end(command.link, command.node, path, "node");
        return this._label(command.pfs, `${path}.pfs`);
      case "outsideUp":
      case "outsideBytes":
      case "outsideReads":
      case "outsideDown":
        this._node(command.node, `${path}.node`);
        if ((this._nodes.get(command.node)?.role ?? "outside") !== "outside") this._fault(`${path}.node`, `${command.node} is a node of the mesh; expected one of role outside`);
        return;
      case "isolate":
      case "crash":
      case "powerLoss":
      case "restart":
        return this._node(command.node, `${path}.node`);
      case "announce":
        this._node(command.node, `${path}.node`);
        this._labelsEver.add(command.pfs.label);
        return;
      case "withdraw":
      case "updateStatus":
        this._node(command.node, `${path}.node`);
        return this._label(command.pfs, `${path}.pfs`);
      case "open":
        return this._open(command, path);
      case "generate":
        return this._generate(command, path);
      case "stopGenerator":
        return this._stopGenerator(command.generator, path);
      case "commit":
        return this._commit(command, path);
      case "abortCommit":
        return this._commitNamed(command.commit, `${path}.commit`);
      case "oneWay":
        return this._route(command, path);
      case "send":
      case "close":
      case "abort":
        return this._transaction(command.transaction, `${path}.transaction`);
      case "lock":
        return this._lock(command, path);
      case "upgrade":
      case "narrow":
      case "unlock":
      case "stopWaiting":
        return this.lock(command.lock, `${path}.lock`);
      case "resumeAll":
      case "dropMessage":
      case "delayMessage":
      case "duplicateMessage":
      case "corruptMessage":
      case "forgeMessage":
        return; // a message has its number only when the run is there
      default:
        return unreachable(command, "command");
    }
  }

  /** Checks what an expectation names; it may be gone by then. */
  claim(claim: Claim, path: string): void {
    const node = "node" in claim ? claim.node : undefined;
    const pfs = "pfs" in claim ? claim.pfs : undefined;
    if (node !== undefined) this.nodeEver(node, `${path}.node`);
    if (pfs !== undefined) this.label(pfs, `${path}.pfs`);
    if ("link" in claim) this.linkEver(claim.link, `${path}.link`);
    if (claim.that === "span" && claim.via !== undefined) this.linkEver(claim.via, `${path}.via`);
    if (claim.that === "commit") {
      this._commitNamed(claim.name, `${path}.name`);
      if (claim.master !== undefined && !this._masters.has(claim.master)) this._fault(`${path}.master`, this._unknown("master", claim.master, this._masters));
    }
    if (claim.that === "generator" && !this._generators.has(claim.name)) this._fault(`${path}.name`, this._unknown("generator", claim.name, this._generators.keys()));
    if (claim.that === "lock") this.lock(claim.name, `${path}.name`);
    if (claim.that === "transaction") this._transaction(claim.name, `${path}.name`);
    if (claim.that !== "path") return;
    this._transaction(claim.transaction, `${path}.transaction`);
    for (const [i, name] of claim.nodes.entries()) this.nodeEver(name, `${path}.nodes[${i}]`);
  }

  nodeEver(id: string, path: string): void {
    if (!this._nodesEver.has(id)) this._fault(path, this._unknown("node", id, this._nodesEver));
  }

  linkEver(id: string, path: string): void {
    if (!this._linksEver.has(id)) this._fault(path, this._unknown("link", id, this._linksEver));
  }

  label(label: string, path: string): void {
    this._label(label, path);
  }

  /** LINK-02: whose keys the nodes of the topology know; called when all of them are there. */
  keys(nodes: readonly NodeJson[], path: string): void {
    for (const [i, { knows = [] }] of nodes.entries()) for (const [k, id] of knows.entries()) this.nodeEver(id, `${path}[${i}].knows[${k}]`);
  }

  /** C12-03: there is no AUTH in which encryption could be agreed. */
  noSecurity(links: readonly LinkJson[], path: string): void {
    for (const [i, link] of links.entries()) {
      if (link.profile === "header") continue;
      for (const key of SECURITY_KEYS) if ((link[key] ?? "none") !== "none") this._fault(`${path}[${i}].${key}`, needsAuth(link[key]!));
    }
  }

  /** A configured master: a PFS that some node offers from the start, named once. */
  master(label: string, twice: boolean, path: string): void {
    if (twice) return this._fault(path, `"${label}" is listed twice; expected different masters`);
    this._masters.add(label);
    this._label(label, path);
  }

  /** CAC-01: the root first, every inode behind its directory, none twice. */
  tree(paths: readonly string[], path: string): void {
    this._tree = paths;
    for (const [i, inode] of paths.entries()) {
      const directory = inode.slice(0, Math.max(1, inode.lastIndexOf("/")));
      if (paths.indexOf(inode) < i) this._fault(`${path}[${i}]`, `"${inode}" is listed twice; expected different inodes`);
      else if ((i === 0) !== (inode === "/")) this._fault(`${path}[${i}]`, 'the root "/" comes first, and only once');
      else if (i > 0 && paths.indexOf(directory) < 0) this._fault(`${path}[${i}]`, `its directory "${directory}" is not in the tree; expected it before`);
      else if (paths.indexOf(directory) > i) this._fault(`${path}[${i}]`, `its directory "${directory}" comes later; expected it before`);
    }
  }

  lock(name: string, path: string): void {
    if (!this._locks.has(name)) this._fault(path, this._unknown("lock", name, this._locks.keys()));
  }

  transaction(name: string, path: string): void {
    this._transaction(name, path);
  }

  private _removeNode(id: string, path: string): void {
    this._node(id, `${path}.node`);
    this._nodes.delete(id);
    for (const [name, link] of this._links) if (link.a === id || link.b === id) this._removeLink(link, name);
  }

  private _removeLink(link: LinkJson | undefined, name: string): void {
    if (!link) return;
    this._links.delete(name);
    this._count(link, -1);
  }

  private _open(command: Extract<ImmediateCommand, { do: "open" }>, path: string): void {
    if (this._transactions.has(command.as)) this._fault(`${path}.as`, `there is a transaction "${command.as}" already; expected a name of its own`);
    this._transactions.add(command.as);
    this._route(command, path);
  }

  private _generate(command: GenerateCommand, path: string): void {
    if (this._generators.has(command.as)) this._fault(`${path}.as`, `there is a generator "${command.as}" already; expected a name of its own`);
    if (this._generators.size === LIMITS.generatorsMax) this._fault(path, `more than ${LIMITS.generatorsMax} generators`);
    const problem = generatorProblem(command);
    if (problem) this._fault(`${path}.${problem.path}`, problem.message);
    for (const [i, id] of (command.from ?? []).entries()) this._node(id, `${path}.from[${i}]`);
    for (const [i, label] of (command.to ?? []).entries()) this._label(label, `${path}.to[${i}]`);
    const { service = "echo", lock } = command;
    if ((service === "lock" || service === "commit") && this._masters.size === 0) this._fault(path, `a ${service} needs masters; expected their labels in cluster.masters`);
    for (const [i, key] of (lock?.keys ?? []).entries()) {
      const missing = lockKeyProblem(this._tree, key, lock!.domain);
      if (missing) this._fault(`${path}.lock.keys[${i}]`, missing);
    }
    this._generators.set(command.as, { service, endless: command.count === undefined && command.untilUs === undefined });
    if (service === "lock") for (const id of command.from ?? this._nodes.keys()) this._locks.set(`${command.as}.${id}`, id);
  }

  private _stopGenerator(name: string, path: string): void {
    const generator = this._generators.get(name);
    if (generator) generator.endless = false;
    else this._fault(`${path}.generator`, this._unknown("generator", name, this._generators.keys()));
  }

  /** A run in which something never ends by itself does not become quiet. */
  quiet(path: string): void {
    for (const [name, { endless }] of this._generators) {
      if (endless) this._fault(path, `the generator "${name}" never ends, so the run is never quiet; expected count or untilUs there, stopGenerator, or a time here`);
    }
  }

  /** "load#3" is what the generator "load" opened. */
  private _isGenerated(name: string, commits: boolean): boolean {
    const at = name.lastIndexOf("#");
    const generator = at < 0 || !/^[1-9]\d{0,8}$/.test(name.slice(at + 1)) ? undefined : this._generators.get(name.slice(0, at));
    return generator !== undefined && (commits ? generator.service === "commit" : generator.service === "echo" || generator.service === "shell");
  }

  private _commit(command: Extract<ImmediateCommand, { do: "commit" }>, path: string): void {
    if (this._commits.has(command.as)) this._fault(`${path}.as`, `there is a commit "${command.as}" already; expected a name of its own`);
    if (this._masters.size === 0) this._fault(path, "a commit needs masters; expected their labels in cluster.masters");
    this._commits.add(command.as);
    this._node(command.node, `${path}.node`);
  }

  private _commitNamed(name: string, path: string): void {
    if (!this._commits.has(name) && !this._isGenerated(name, true)) this._fault(path, this._unknown("commit", name, this._commits));
  }

  /** A name is its client's for good; its transactions are called after it and the masters. */
  private _lock(command: Extract<ImmediateCommand, { do: "lock" }>, path: string): void {
    this._node(command.node, `${path}.node`);
    const owner = this._locks.get(command.as);
    if (owner !== undefined && owner !== command.node) this._fault(`${path}.as`, `"${command.as}" is a lock of ${owner}; expected a name of its own`);
    this._locks.set(command.as, command.node);
    if (this._masters.size === 0) this._fault(path, "there is nobody to grant a lock; expected cluster.masters in this file");
    if (command.master !== undefined && !this._masters.has(command.master)) this._fault(`${path}.master`, this._unknown("master", command.master, this._masters));
    if (command.master !== undefined && command.mode !== "one") this._fault(`${path}.master`, 'only for "mode": "one"');
    for (const master of this._masters) this._transactions.add(`${command.as}@${master}`);
    if (this._tree.includes(command.key)) return;
    const directory = command.key.slice(0, Math.max(1, command.key.lastIndexOf("/")));
    if (command.domain === "INUM" && this._tree.includes(directory)) return;
    this._fault(`${path}.key`, command.domain === "INUM" ? `there is no directory "${directory}" to have it; expected one of ${this._tree.join(", ")}` : this._unknown("inode", command.key, this._tree));
  }

  private _route(command: { readonly from: string; readonly to: string; readonly via?: string }, path: string): void {
    this._node(command.from, `${path}.from`);
    if (command.via !== undefined) this._end(command.via, command.from, path, "via");
    if (command.to !== "peer") this._label(command.to, `${path}.to`);
    else if (command.via === undefined) this._fault(path, '"to": "peer" needs "via", the link to the peer');
  }

  /** `node` must be an end of `link`. */
  private _end(link: string, node: string | undefined, path: string, key: "from" | "node" | "via"): void {
    const found = this._link(link, `${path}.${key === "via" ? "via" : "link"}`);
    if (!found || node === undefined || node === found.a || node === found.b) return;
    if (key === "via") return this._fault(`${path}.via`, `link ${link} joins ${found.a} and ${found.b}; expected a link of ${node}`);
    this._fault(`${path}.${key}`, `"${node}" is no end of link ${link}; expected ${found.a} or ${found.b}`);
  }

  private _node(id: string, path: string): void {
    if (!this._nodes.has(id)) this._fault(path, this._unknown("node", id, this._nodes.keys()));
  }

  private _link(id: string, path: string): LinkJson | undefined {
    const link = this._links.get(id);
    if (!link) this._fault(path, this._unknown("link", id, this._links.keys()));
    return link;
  }

  private _label(label: string, path: string): void {
    if (!this._labelsEver.has(label)) this._fault(path, this._unknown("PFS", label, this._labelsEver));
  }

  private _transaction(name: string, path: string): void {
    if (!this._transactions.has(name) && !this._isGenerated(name, false)) this._fault(path, this._unknown("transaction", name, this._transactions));
  }

  private _count(link: LinkJson, change: number): void {
    for (const node of [link.a, link.b]) this._degrees.set(node, (this._degrees.get(node) ?? 0) + change);
  }

  private _unknown(kind: string, name: string, known: Iterable<string>): string {
    const names = [...known];
    const list = names.length === 0 ? "there is none" : `expected one of ${names.slice(0, 12).join(", ")}${names.length > 12 ? " …" : ""}`;
    return `no ${kind} "${name}" then; ${list}`;
  }

  private _fault(path: string, message: string): void {
    this.faults.push({ path, message });
  }
}

const SECURITY_KEYS = ["security", "securityA", "securityB"] as const;

/** C12-03 */
function needsAuth(wish: string): string {
  return `"${wish}" needs AUTH, which the profile c2012 does not have; expected none`;
}
