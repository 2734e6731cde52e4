import { LIMITS } from "../base/limits.ts";
import type { SharedEndConfig } from "../node/config.ts";
import { SharedMemory } from "../node/shm/memory.ts";
import { CAPABILITY, type Profile } from "../wire/constants.ts";
import type { LinkJson, LinkModel } from "./commands.ts";

/** Links over shared memory (SHM-01) as files and commands name them. */

/** What is wrong with a link's `kind` and `shm`, and where in it; null = nothing. */
export function sharedMemoryProblem(link: LinkJson, profile: Profile): { readonly path: string; readonly message: string } | null {
  const { kind = "stream", shm } = link;
  if (kind === "stream") return shm === undefined ? null : { path: "shm", message: 'is there, and the link is a stream; expected "kind": "shm" beside it' };
  if ([link.security, link.securityA, link.securityB].some((wish) => wish !== undefined && wish !== "none")) return { path: "security", message: "a link is either over shared memory or encrypted; expected none" };
  if (profile === "c2012") return { path: "kind", message: 'the profile c2012 knows no AUTH, and what shared memory needs is negotiated there; expected "stream"' };
  const { ringBytes = LIMITS.ringBytesDefault, regionBytes = LIMITS.regionBytesDefault } = shm ?? {};
  if (!isSize(ringBytes, LIMITS.ringBytesMin, LIMITS.ringBytesMax, 64)) return { path: "shm.ringBytes", message: `expected a multiple of 64 from ${LIMITS.ringBytesMin} to ${LIMITS.ringBytesMax}` };
  if (!isSize(regionBytes, LIMITS.regionBytesMin, LIMITS.regionBytesMax, 128)) return { path: "shm.regionBytes", message: `expected a multiple of 128 from ${LIMITS.regionBytesMin} to ${LIMITS.regionBytesMax}` };
  const problem = link.model === undefined ? null : sharedModelProblem(link.model);
  return problem === null ? null : { path: "model", message: problem };
}

function isSize(value: number, least: number, most: number, step: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most && value % step === 0;
}

/** Memory loses, doubles and overtakes nothing: what such a link may cost is time, and flipped bits. Null = the model is one of memory. */
export function sharedModelProblem(model: Partial<LinkModel>): string | null {
  if ((model.mode ?? "stream") !== "stream") return 'a link over shared memory is in mode "stream"';
  for (const name of ["lossPerMillion", "duplicatePerMillion", "reorderPerMillion"] as const) {
    if ((model[name] ?? 0) !== 0) return `${name}: expected 0, for shared memory loses, doubles and overtakes nothing`;
  }
  return null;
}

/** Bytes of the region that a link has of its own; 0 for a stream. */
export function regionBytesOf(link: LinkJson): number {
  return link.kind === "shm" ? (link.shm?.regionBytes ?? LIMITS.regionBytesDefault) : 0;
}

/** The memory of a link without a problem; null for a stream. */
export function sharedMemoryOf(link: LinkJson): SharedMemory | null {
  return link.kind === "shm" ? new SharedMemory(link.shm?.ringBytes ?? LIMITS.ringBytesDefault, regionBytesOf(link)) : null;
}

/** What an end of a link is told of its memory, and the capabilities that it offers because of it (LINK-02); null for a stream. */
export function sharedEndOf(link: LinkJson, memory: SharedMemory | null, side: 0 | 1): { readonly shm: SharedEndConfig; readonly capabilities: number } | null {
  if (memory === null) return null;
  const { crcOptional = false, crcOptionalA = crcOptional, crcOptionalB = crcOptional } = link.shm ?? {};
  const withoutCrcs = side === 0 ? crcOptionalA : crcOptionalB;
  return { shm: { memory, side }, capabilities: CAPABILITY.AUX_OOB | (withoutCrcs ? CAPABILITY.CRC_OPTIONAL : 0) };
}
