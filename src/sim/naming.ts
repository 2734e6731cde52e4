import { utf8Encode } from "../base/bytes.ts";
import { parseUuid, type UuidWords } from "../base/uuid.ts";
import type { ConnFilter, PfsSpec } from "../node/config.ts";
import { NO_FILTER } from "../node/config.ts";
import { PFS_TYPE } from "../wire/constants.ts";
import { REFUSAL_TEXTS as NO } from "../texts/refusals.ts";
import type { PfsJson } from "./commands.ts";

/** All PFSes without a clid of their own belong to the cluster of this name. */
export const DEFAULT_CLUSTER = "cluster";

/** LNK_SPAN's label is 256 bytes with its NUL. */
export const LABEL_BYTES_MAX = 255;

/**
 * The uuid of a name, so that equal names give equal uuids everywhere. Four 32-bit words, word i = FNV-1a over i and the
 * UTF-8 bytes of "kind:name", then MurmurHash3's finalizer; marked as version 8, variant 1 (RFC 9562: custom).
 */
export function uuidOfName(kind: "host" | "cluster" | "pfs", name: string): UuidWords {
  const bytes = utf8Encode(`${kind}:${name}`);
  const words = Uint32Array.from([0, 1, 2, 3], (word) => hashBytes(bytes, word));
  words[1] = (words[1] & 0xffff0fff) | 0x8000;
  words[2] = (words[2] & 0x3fffffff) | 0x80000000;
  return words;
}

function hashBytes(bytes: Uint8Array, word: number): number {
  let hash = Math.imul(0x811c9dc5 ^ word, 0x01000193);
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** The PFS a file means, or what is wrong with it. */
export function pfsOfJson(pfs: PfsJson): PfsSpec | string {
  if (pfs.label === "") return "a PFS needs a label";
  if (utf8Encode(pfs.label).length > LABEL_BYTES_MAX) return NO.label(pfs.label.slice(0, 20), LABEL_BYTES_MAX);
  const clid = pfs.clid === undefined ? uuidOfName("cluster", DEFAULT_CLUSTER) : parseUuid(pfs.clid);
  if (!clid) return NO.uuid(pfs.clid);
  const fsid = pfs.fsid === undefined ? uuidOfName("pfs", pfs.label) : parseUuid(pfs.fsid);
  if (!fsid) return NO.uuid(pfs.fsid);
  const pfsType = pfsTypeOfName(pfs.type ?? "MASTER");
  if (pfsType === undefined) return NO.pfsType(pfs.type);
  return { clid, fsid, pfsType, label: pfs.label };
}

export function pfsTypeOfName(name: string): number | undefined {
  return Object.hasOwn(PFS_TYPE, name) ? PFS_TYPE[name as keyof typeof PFS_TYPE] : undefined;
}

/** LINK-05: the filter a file means, or what is wrong with it. */
export function filterOfJson(filter: { readonly clid?: string; readonly fsid?: string; readonly label?: string } | undefined): ConnFilter | string {
  if (filter === undefined) return NO_FILTER;
  const clid = filter.clid === undefined ? NO_FILTER.clid : parseUuid(filter.clid);
  if (!clid) return NO.uuid(filter.clid);
  const fsid = filter.fsid === undefined ? NO_FILTER.fsid : parseUuid(filter.fsid);
  if (!fsid) return NO.uuid(filter.fsid);
  const label = filter.label ?? "";
  if (utf8Encode(label).length > LABEL_BYTES_MAX) return NO.filterLabel(LABEL_BYTES_MAX);
  return { clid, fsid, label };
}
