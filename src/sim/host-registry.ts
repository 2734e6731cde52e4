import type { Prng } from "../base/prng.ts";
import { formatUuid, type UuidWords } from "../base/uuid.ts";
import { type HostKeyUse, hostKeyPair, type Keyring } from "../node/secure/host-keys.ts";
import type { NodeJson } from "./commands.ts";
import { uuidOfName } from "./naming.ts";

/**
 * Who has which host key in a run (LINK-02): what an administrator would have carried from host to host by hand. A simulation's: every
 * key follows from the run's seed. A key is made when somebody first asks for it, so that runs without encryption make none.
 */
export class HostRegistry {
  private readonly _streams = new Map<string, Prng>();
  private readonly _keys = new Map<string, Uint8Array>();

  /** `node`: the node's stream of chance, of which nothing is drawn. */
  add(host: UuidWords, node: Prng): void {
    this._streams.set(formatUuid(host), node);
  }

  publicKeyOf(host: UuidWords): Uint8Array | null {
    const name = formatUuid(host);
    const stream = this._streams.get(name);
    if (stream === undefined) return null;
    const made = this._keys.get(name) ?? hostKeyPair(stream).publicKey;
    this._keys.set(name, made);
    return made;
  }
}

/** What one node knows of it. */
export function keyringOf(registry: HostRegistry, { knows, hostKey }: NodeJson): Keyring {
  return new NodeKeyring(registry, knows === undefined ? null : new Set(knows.map((id) => formatUuid(uuidOfName("host", id)))), hostKey ?? "own");
}

class NodeKeyring implements Keyring {
  readonly use: HostKeyUse;
  private readonly _registry: HostRegistry;
  /** null = every host */
  private readonly _known: ReadonlySet<string> | null;

  constructor(registry: HostRegistry, known: ReadonlySet<string> | null, use: HostKeyUse) {
    this._registry = registry;
    this._known = known;
    this.use = use;
  }

  publicKeyOf(host: UuidWords): Uint8Array | null {
    return this._known === null || this._known.has(formatUuid(host)) ? this._registry.publicKeyOf(host) : null;
  }
}
