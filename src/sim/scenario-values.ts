import { z } from "zod";
import { hexToBytes, utf8Encode } from "../base/bytes.ts";
import { LIMITS } from "../base/limits.ts";
import { parseDurationUs } from "../base/time.ts";
import { parseUuid } from "../base/uuid.ts";
import { HOST_KEY_USES } from "../node/secure/host-keys.ts";
import { SECURITY_WISHES } from "../node/secure/link-security.ts";
import { PFS_TYPE } from "../wire/constants.ts";

/** The small values of a scenario file: each with its bounds, and a message that says what was expected. */

/** An object of which every key is known; others are refused by name. */
export function object<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code === "invalid_type") return "expected an object";
      if (issue.code !== "unrecognized_keys") return undefined;
      const keys = (issue as { keys?: readonly string[] }).keys ?? [];
      return `unknown key ${keys.map((key) => `"${key}"`).join(", ")}; expected ${Object.keys(shape).join(", ")}`;
    },
  });
}

export function integer(least: number, most: number) {
  const error = `expected a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

/** Names of nodes, links and transactions. */
export const id = z
  .string({ error: "expected a name" })
  .min(1, { error: "expected a name of at least one character" })
  .max(64, { error: "expected a name of at most 64 characters" })
  .refine((text) => !/\p{Cc}/u.test(text), { error: "expected a name without control characters" });

/** Longest simulated time that a file may name: 10^12 us are 11 days. */
const TIME_MAX_US = 1_000_000_000_000;
const TIME_EXPECTED = 'expected a time: whole microseconds, or text such as "2.1s", "250ms", "40us", at most 11 days';

/** A simulated time or duration; read as microseconds. */
export const time = z
  .union([z.int().min(0).max(TIME_MAX_US), z.string().regex(/^\d{1,12}(\.\d{1,6})?\s*(us|ms|s|min)$/)], { error: TIME_EXPECTED })
  .transform((value, context) => {
    const us = typeof value === "number" ? value : parseDurationUs(value);
    if (us !== undefined && us <= TIME_MAX_US) return us;
    context.addIssue({ code: "custom", message: TIME_EXPECTED });
    return z.NEVER;
  });

export const text = z
  .string({ error: "expected text" })
  .refine((value) => utf8Encode(value).length <= LIMITS.textBytesMax, { error: `expected text of at most ${LIMITS.textBytesMax} bytes` });

export const label = z
  .string({ error: "expected a label" })
  .refine((value) => value !== "" && utf8Encode(value).length <= 255, { error: "expected a label of 1 to 255 bytes" });

export const uuid = z.string({ error: "expected a uuid" }).refine((value) => parseUuid(value) !== undefined, {
  error: 'expected a uuid such as "11223301-4455-11e1-8899-aabbccddee01"',
});

export const hexBytes = z.string({ error: "expected bytes in hex" }).refine((value) => hexToBytes(value) !== undefined, {
  error: "expected bytes in hex, two digits each",
});

const PFS_TYPES = Object.keys(PFS_TYPE) as [string, ...string[]];
export const pfsType = z.enum(PFS_TYPES, { error: `expected one of ${PFS_TYPES.join(", ")}` });

export const perMillion = integer(0, 1_000_000);
/** what a link may delay: at most an hour */
export const delayUs = integer(0, 3_600_000_000);
export const weight = integer(1, 255);

export const filter = object({ clid: uuid.optional(), fsid: uuid.optional(), label: label.optional() }).meta({
  description: "LINK-05: what an end asks its peer to limit itself to; label with * and ?",
});

export const security = z.enum(SECURITY_WISHES, { error: `expected one of ${SECURITY_WISHES.join(", ")}` }).meta({
  description: "LINK-02: whether an end wants its link encrypted: not, if the peer can, or not without. Keys follow from the seed: a simulation's",
});

export const linkModel = object({
  mode: z.enum(["stream", "raw"], { error: 'expected "stream" or "raw"' }).optional(),
  latencyUs: delayUs.optional(),
  jitterUs: delayUs.optional(),
  bandwidthBytesPerS: integer(0, 1_000_000_000_000).optional(),
  lossPerMillion: perMillion.optional(),
  corruptPerMillion: perMillion.optional(),
  duplicatePerMillion: perMillion.optional(),
  reorderPerMillion: perMillion.optional(),
  reorderUs: delayUs.optional(),
}).meta({ description: "How a link treats bytes; what is missing is as in a perfect link of 1 ms" });

export const pfs = object({ label, clid: uuid.optional(), fsid: uuid.optional(), type: pfsType.optional() }).meta({
  description: "A PFS that a node offers; missing uuids are derived from the label",
});

const coordinate = integer(-1_000_000, 1_000_000);

export const node = object({
  id,
  role: z.enum(["controller", "endpoint", "leaf", "outside"], { error: "expected controller, endpoint, leaf or outside" }).optional().meta({
    description: "outside: no node of the mesh, but where a link leaves the run, for a bridge to a real peer",
  }),
  bigEndian: z.boolean({ error: "expected true or false" }).optional(),
  plainCrc: z.boolean({ error: "expected true or false" }).optional().meta({ description: "Checksums of this node alone: CRC-32 instead of CRC-32C, or the other way round" }),
  pfs: z.array(pfs, { error: "expected a list of PFSes" }).max(LIMITS.pfsPerNodeMax, { error: `expected at most ${LIMITS.pfsPerNodeMax} PFSes` }).optional(),
  knows: z.array(id, { error: "expected a list of node ids" }).optional().meta({ description: "LINK-02: whose host keys it knows; every node's unless given" }),
  hostKey: z.enum(HOST_KEY_USES, { error: `expected one of ${HOST_KEY_USES.join(", ")}` }).optional().meta({
    description: "LINK-02: its own key (unless given), another than it is known by, or the right public key without the secret to it",
  }),
  x: coordinate.optional(),
  y: coordinate.optional(),
}).meta({ description: "A node; a controller unless role says otherwise. x and y are for the picture alone" });

const flag = z.boolean({ error: "expected true or false" }).optional();

export const linkKind = z.enum(["stream", "shm"], { error: 'expected "stream" or "shm"' });

export const sharedMemory = object({
  ringBytes: integer(LIMITS.ringBytesMin, LIMITS.ringBytesMax).optional(),
  regionBytes: integer(LIMITS.regionBytesMin, LIMITS.regionBytesMax).optional(),
  crcOptional: flag,
  crcOptionalA: flag,
  crcOptionalB: flag,
}).meta({ description: "SHM-01: header ring of each end (multiple of 64; 8192 unless given), region for aux data (multiple of 128, half for each end; 131072 unless given), and whether an end offers to do without CRCs once AUTH is done" });

export const profile = z.enum(["header", "c2012"], { error: "expected header or c2012" });

export const link = object({
  id: id.optional(),
  profile: profile.optional().meta({ description: "How both its ends read the header; the scenario's unless given" }),
  a: id,
  b: id,
  model: linkModel.optional(),
  weight: weight.optional(),
  weightA: weight.optional(),
  weightB: weight.optional(),
  filterA: filter.optional(),
  filterB: filter.optional(),
  security: security.optional(),
  securityA: security.optional(),
  securityB: security.optional(),
  shellA: z.boolean({ error: "expected true or false" }).optional().meta({ description: "LINK-02, DBG-01: whether end a takes shells from its neighbour; true unless given" }),
  shellB: z.boolean({ error: "expected true or false" }).optional(),
  duplication: z.boolean({ error: "expected true or false" }).optional().meta({ description: "Both ends offer multi-path duplication (DUP-01); as the switch says unless given" }),
  kind: linkKind.optional(),
  shm: sharedMemory.optional(),
}).meta({ description: 'A link between two nodes; its id is "A-B" unless given, then "A-B#2" …' });

/** A path in the tree of inodes (CAC-01). */
export const path = z.string({ error: 'expected a path such as "/home/ann"' }).regex(/^(\/|(\/[^/\0]{1,100})+)$/, { error: 'expected a path such as "/home/ann", without a slash at its end' }).max(1_000, { error: "expected at most 1000 characters" });
