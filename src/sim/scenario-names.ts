import { unreachable } from "../base/assert.ts";
import { LIMITS } from "../base/limits.ts";
import type { Profile } from "../wire/constants.ts";
import type { Command, LinkJson, NodeJson } from "./commands.ts";
import { regionBytesOf, sharedMemoryProblem } from "./link-shm.ts";
import type { Claim } from "./scenario-expect.ts";
import type { FileFault } from "./topology.ts";

/**
 * Whether everything a scenario names exists when it is named. The commands are walked in their order of time, with the
 * nodes, links, PFSes and transactions that there are; what was ever there may be named by expectations and the view.
 */
export class ScenarioNames {
  readonly faults: FileFault[] = [];
  readonly #nodes = new Map<string, NodeJson>();
  readonly #links = new Map<string, LinkJson>();
  readonly #degrees = new Map<string, number>();
  readonly #nodesEver = new Set<string>();
  readonly #linksEver = new Set<string>();
  readonly #labelsEver = new Set<string>();
  readonly #transactions = new Set<string>();
  readonly #profile: Profile;
  readonly #commits = new Set<string>();
  readonly #masters = new Set<string>();
  /** CAC-01: names of locks, and whose they are */
  readonly #locks = new Map<string, string>();
  #tree: readonly string[] = [];
  #regionBytes = 0;

  constructor(profile: Profile) {
    this.#profile = profile;
  }

  addNode(node: NodeJson, path: string): void {
    if (this.#nodes.has(node.id)) return this.#fault(`${path}.id`, `there is a node "${node.id}" already; expected a name of its own`);
    if (this.#nodes.size === LIMITS.nodesMax) return this.#fault(path, `more than ${LIMITS.nodesMax} nodes`);
    const labels = (node.pfs ?? []).map(({ label }) => label);
    if (new Set(labels).size < labels.length) this.#fault(`${path}.pfs`, "the same label twice; expected different PFSes");
    if (node.role === "leaf" && labels.length > 1) this.#fault(`${path}.pfs`, "a leaf offers at most one PFS: its LNK_CONN carries it (SPAN-05)");
    this.#nodes.set(node.id, node);
    this.#nodesEver.add(node.id);
    for (const label of labels) this.#labelsEver.add(label);
  }

  addLink(link: LinkJson & { readonly id: string }, path: string): void {
    if (this.#links.has(link.id)) return this.#fault(`${path}.id`, `there is a link "${link.id}" already; expected a name of its own`);
    if (this.#links.size === LIMITS.linksMax) return this.#fault(path, `more than ${LIMITS.linksMax} links`);
    if (link.a === link.b) return this.#fault(path, `joins ${link.a} with itself; expected two different nodes`);
    for (const side of ["a", "b"] as const) {
      const node = this.#nodes.get(link[side]);
      if (!node) return this.#fault(`${path}.${side}`, this.#unknown("node", link[side], this.#nodes.keys()));
      const most = node.role === "leaf" ? 1 : LIMITS.linksPerNodeMax;
      if ((this.#degrees.get(node.id) ?? 0) >= most) {
        return this.#fault(`${path}.${side}`, node.role === "leaf" ? `a leaf has one link (SPAN-05), and ${node.id} has one already` : `${node.id} has ${most} links already`);
      }
    }
    this.#sharedMemory(link, path);
    this.#links.set(link.id, link);
    this.#count(link, 1);
    this.#linksEver.add(link.id);
  }

  #sharedMemory(link: LinkJson, path: string): void {
    const problem = sharedMemoryProblem(link, this.#profile);
    if (problem) return this.#fault(`${path}.${problem.path}`, problem.message);
    this.#regionBytes += regionBytesOf(link);
    if (this.#regionBytes > LIMITS.regionBytesTotalMax) this.#fault(`${path}.shm.regionBytes`, `the regions of all links come to ${this.#regionBytes} bytes with this one; expected at most ${LIMITS.regionBytesTotalMax}`);
  }

  /** Checks what the command names, and notes what it changes. */
  apply(command: Command, path: string): void {
    switch (command.do) {
      case "addNode":
        return this.addNode(command.node, `${path}.node`);
      case "addLink":
        return this.addLink(command.link as LinkJson & { readonly id: string }, `${path}.link`);
      case "removeNode":
        return this.#removeNode(command.node, path);
      case "removeLink":
        return this.#removeLink(this.#link(command.link, `${path}.link`), command.link);
      case "cut":
      case "heal":
        this.#link(command.link, `${path}.link`);
        return;
      case "impair":
        return this.#end(command.link, command.from, path, "from");
      case "inject":
        return this.#end(command.link, command.from, path, "from");
      case "scribble":
        if (this.#links.has(command.link) && this.#links.get(command.link)!.kind !== "shm") this.#fault(`${path}.link`, `${command.link} is a stream and shares no memory; expected a link of kind shm`);
        return this.#end(command.link, command.from, path, "from");
      case "closeConn":
      case "openConn":
      case "setFilter":
      case "setWeight":
        return this.#end(command.link, command.node, path, "node");
      case "refuseSpan":
        this.#end(command.link, command.node, path, "node");
        return this.#label(command.pfs, `${path}.pfs`);
      case "isolate":
      case "crash":
      case "powerLoss":
      case "restart":
        return this.#node(command.node, `${path}.node`);
      case "announce":
        this.#node(command.node, `${path}.node`);
        this.#labelsEver.add(command.pfs.label);
        return;
      case "withdraw":
      case "updateStatus":
        this.#node(command.node, `${path}.node`);
        return this.#label(command.pfs, `${path}.pfs`);
      case "open":
        return this.#open(command, path);
      case "commit":
        return this.#commit(command, path);
      case "abortCommit":
        return this.#commitNamed(command.commit, `${path}.commit`);
      case "oneWay":
        return this.#route(command, path);
      case "send":
      case "close":
      case "abort":
        return this.#transaction(command.transaction, `${path}.transaction`);
      case "lock":
        return this.#lock(command, path);
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
      this.#commitNamed(claim.name, `${path}.name`);
      if (claim.master !== undefined && !this.#masters.has(claim.master)) this.#fault(`${path}.master`, this.#unknown("master", claim.master, this.#masters));
    }
    if (claim.that === "lock") this.lock(claim.name, `${path}.name`);
    if (claim.that === "transaction") this.#transaction(claim.name, `${path}.name`);
    if (claim.that !== "path") return;
    this.#transaction(claim.transaction, `${path}.transaction`);
    for (const [i, name] of claim.nodes.entries()) this.nodeEver(name, `${path}.nodes[${i}]`);
  }

  nodeEver(id: string, path: string): void {
    if (!this.#nodesEver.has(id)) this.#fault(path, this.#unknown("node", id, this.#nodesEver));
  }

  linkEver(id: string, path: string): void {
    if (!this.#linksEver.has(id)) this.#fault(path, this.#unknown("link", id, this.#linksEver));
  }

  label(label: string, path: string): void {
    this.#label(label, path);
  }

  /** LINK-02: whose keys the nodes of the topology know; called when all of them are there. */
  keys(nodes: readonly NodeJson[], path: string): void {
    for (const [i, { knows = [] }] of nodes.entries()) for (const [k, id] of knows.entries()) this.nodeEver(id, `${path}[${i}].knows[${k}]`);
  }

  /** C12-03: there is no AUTH in which encryption could be agreed. */
  noSecurity(links: readonly LinkJson[], path: string): void {
    for (const [i, link] of links.entries()) {
      for (const key of ["security", "securityA", "securityB"] as const) {
        if ((link[key] ?? "none") !== "none") this.#fault(`${path}[${i}].${key}`, `"${link[key]}" needs AUTH, which the profile c2012 does not have; expected none`);
      }
    }
  }

  /** A configured master: a PFS that some node offers from the start, named once. */
  master(label: string, twice: boolean, path: string): void {
    if (twice) return this.#fault(path, `"${label}" is listed twice; expected different masters`);
    this.#masters.add(label);
    this.#label(label, path);
  }

  /** CAC-01: the root first, every inode behind its directory, none twice. */
  tree(paths: readonly string[], path: string): void {
    this.#tree = paths;
    for (const [i, inode] of paths.entries()) {
      const directory = inode.slice(0, Math.max(1, inode.lastIndexOf("/")));
      if (paths.indexOf(inode) < i) this.#fault(`${path}[${i}]`, `"${inode}" is listed twice; expected different inodes`);
      else if ((i === 0) !== (inode === "/")) this.#fault(`${path}[${i}]`, 'the root "/" comes first, and only once');
      else if (i > 0 && paths.indexOf(directory) < 0) this.#fault(`${path}[${i}]`, `its directory "${directory}" is not in the tree; expected it before`);
      else if (paths.indexOf(directory) > i) this.#fault(`${path}[${i}]`, `its directory "${directory}" comes later; expected it before`);
    }
  }

  lock(name: string, path: string): void {
    if (!this.#locks.has(name)) this.#fault(path, this.#unknown("lock", name, this.#locks.keys()));
  }

  transaction(name: string, path: string): void {
    this.#transaction(name, path);
  }

  #removeNode(id: string, path: string): void {
    this.#node(id, `${path}.node`);
    this.#nodes.delete(id);
    for (const [name, link] of this.#links) if (link.a === id || link.b === id) this.#removeLink(link, name);
  }

  #removeLink(link: LinkJson | undefined, name: string): void {
    if (!link) return;
    this.#links.delete(name);
    this.#count(link, -1);
  }

  #open(command: Extract<Command, { do: "open" }>, path: string): void {
    if (this.#transactions.has(command.as)) this.#fault(`${path}.as`, `there is a transaction "${command.as}" already; expected a name of its own`);
    this.#transactions.add(command.as);
    this.#route(command, path);
  }

  #commit(command: Extract<Command, { do: "commit" }>, path: string): void {
    if (this.#commits.has(command.as)) this.#fault(`${path}.as`, `there is a commit "${command.as}" already; expected a name of its own`);
    if (this.#masters.size === 0) this.#fault(path, "a commit needs masters; expected their labels in cluster.masters");
    this.#commits.add(command.as);
    this.#node(command.node, `${path}.node`);
  }

  #commitNamed(name: string, path: string): void {
    if (!this.#commits.has(name)) this.#fault(path, this.#unknown("commit", name, this.#commits));
  }

  /** A name is its client's for good; its transactions are called after it and the masters. */
  #lock(command: Extract<Command, { do: "lock" }>, path: string): void {
    this.#node(command.node, `${path}.node`);
    const owner = this.#locks.get(command.as);
    if (owner !== undefined && owner !== command.node) this.#fault(`${path}.as`, `"${command.as}" is a lock of ${owner}; expected a name of its own`);
    this.#locks.set(command.as, command.node);
    if (this.#masters.size === 0) this.#fault(path, "there is nobody to grant a lock; expected cluster.masters in this file");
    if (command.master !== undefined && !this.#masters.has(command.master)) this.#fault(`${path}.master`, this.#unknown("master", command.master, this.#masters));
    if (command.master !== undefined && command.mode !== "one") this.#fault(`${path}.master`, 'only for "mode": "one"');
    for (const master of this.#masters) this.#transactions.add(`${command.as}@${master}`);
    if (this.#tree.includes(command.key)) return;
    const directory = command.key.slice(0, Math.max(1, command.key.lastIndexOf("/")));
    if (command.domain === "INUM" && this.#tree.includes(directory)) return;
    this.#fault(`${path}.key`, command.domain === "INUM" ? `there is no directory "${directory}" to have it; expected one of ${this.#tree.join(", ")}` : this.#unknown("inode", command.key, this.#tree));
  }

  #route(command: { readonly from: string; readonly to: string; readonly via?: string }, path: string): void {
    this.#node(command.from, `${path}.from`);
    if (command.via !== undefined) this.#end(command.via, command.from, path, "via");
    if (command.to !== "peer") this.#label(command.to, `${path}.to`);
    else if (command.via === undefined) this.#fault(path, '"to": "peer" needs "via", the link to the peer');
  }

  /** `node` must be an end of `link`. */
  #end(link: string, node: string | undefined, path: string, key: "from" | "node" | "via"): void {
    const found = this.#link(link, `${path}.${key === "via" ? "via" : "link"}`);
    if (!found || node === undefined || node === found.a || node === found.b) return;
    if (key === "via") return this.#fault(`${path}.via`, `link ${link} joins ${found.a} and ${found.b}; expected a link of ${node}`);
    this.#fault(`${path}.${key}`, `"${node}" is no end of link ${link}; expected ${found.a} or ${found.b}`);
  }

  #node(id: string, path: string): void {
    if (!this.#nodes.has(id)) this.#fault(path, this.#unknown("node", id, this.#nodes.keys()));
  }

  #link(id: string, path: string): LinkJson | undefined {
    const link = this.#links.get(id);
    if (!link) this.#fault(path, this.#unknown("link", id, this.#links.keys()));
    return link;
  }

  #label(label: string, path: string): void {
    if (!this.#labelsEver.has(label)) this.#fault(path, this.#unknown("PFS", label, this.#labelsEver));
  }

  #transaction(name: string, path: string): void {
    if (!this.#transactions.has(name)) this.#fault(path, this.#unknown("transaction", name, this.#transactions));
  }

  #count(link: LinkJson, change: number): void {
    for (const node of [link.a, link.b]) this.#degrees.set(node, (this.#degrees.get(node) ?? 0) + change);
  }

  #unknown(kind: string, name: string, known: Iterable<string>): string {
    const names = [...known];
    const list = names.length === 0 ? "there is none" : `expected one of ${names.slice(0, 12).join(", ")}${names.length > 12 ? " …" : ""}`;
    return `no ${kind} "${name}" then; ${list}`;
  }

  #fault(path: string, message: string): void {
    this.faults.push({ path, message });
  }
}
