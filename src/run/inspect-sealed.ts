import { bytesToHex } from "../base/bytes.ts";
import { EVENT_NAMES } from "../node/events.ts";
import { PHASE, type LinkEnd } from "../node/link-end.ts";
import { fingerprintText, fingerprintWord } from "../node/secure/host-keys.ts";
import type { WorldLink } from "../sim/link.ts";
import { describeRecord } from "../wire/describe-record.ts";
import { errorText } from "../wire/errors.ts";
import { say } from "./fill.ts";
import type { Row } from "./row.ts";
import type { Run } from "./run.ts";
import type { LinkSecurityInspection, MessageDescription, RecordInspection } from "./shown.ts";
import type { TextKey } from "../texts/run.ts";

/** LINK-02 as the inspectors show it. Every key follows from the run's seed, which they say, too: a simulation's. */

/** The record as which a message travels: `bytes` as they arrive. */
export function inspectRecord(run: Run, row: Row, bytes: Uint8Array, changed: boolean): RecordInspection {
  const { names } = run;
  const from = names.node(names.fromOf(row.link, row.direction));
  const to = names.node(names.toOf(row.link, row.direction));
  const number = describeRecord(bytes)?.head.number;
  return {
    sentence: say(changed ? "sealed.changed" : "sealed.sentence", { from, to, number: number ?? say("sealed.noNumber"), fingerprint: senderFingerprint(run, row) }),
    description: recordDescription(bytes),
  };
}

/** The bytes of a record and what lies where, in the form of a message's description. */
export function recordDescription(bytes: Uint8Array): MessageDescription {
  const fields = describeRecord(bytes)?.fields ?? [];
  return {
    hex: bytesToHex(bytes),
    byteOrder: "little",
    name: say("sealed.name"),
    flags: [],
    fields: fields.map(({ struct, name, offset, length, value, meaning }) => ({ struct, name, offset, length, value, meaning })),
    cmdBits: [],
    crcs: [],
    auxText: null,
    faults: [],
  };
}

function senderFingerprint(run: Run, row: Row): string {
  const link = run.world.links[row.link]!;
  const key = endOf(run, link, row.direction === 0 ? 0 : 1).security?.offer?.hostKey;
  return key === undefined ? say("security.noKey") : fingerprintText(fingerprintWord(key));
}

function endOf({ world }: Run, link: WorldLink, side: 0 | 1): LinkEnd {
  return world.nodes[link.nodeAt(side)]!.protocol.core.links[link.endAt(side)]!;
}

/** How one end of a link stands to encryption, in words. */
export function inspectSecurity(run: Run, link: WorldLink, side: 0 | 1): LinkSecurityInspection {
  const end = endOf(run, link, side);
  const { security } = end;
  const peer = run.world.nodes[link.nodeAt(1 - side)]!.id;
  if (security === null) return { possible: link.memory === null && end.profile === "header", wanted: false, wish: say("security.wish.none"), state: say(end.phase === PHASE.open ? "security.clear" : "security.down"), ownKey: "", peerKey: "", sealed: 0, opened: 0, refusal: "" };
  const { offer, peerHostKey, refusal, refusalError } = security;
  return {
    possible: true,
    wanted: true,
    wish: say(`security.wish.${security.wish}`),
    state: say(stateOf(end), { peer }),
    ownKey: offer === null ? say("security.noKey") : fingerprintText(fingerprintWord(offer.hostKey)),
    peerKey: peerHostKey === null ? "" : fingerprintText(fingerprintWord(peerHostKey)),
    sealed: end.sealer?.count ?? 0,
    opened: end.records?.numberExpected ?? 0,
    refusal: refusal === 0 ? "" : say(`security.${EVENT_NAMES[refusal]!}` as TextKey, { peer, error: errorText(refusalError) }),
  };
}

function stateOf(end: LinkEnd): TextKey {
  const { suite, authenticated } = end.security!;
  if (end.phase === PHASE.down) return "security.down";
  if (end.phase === PHASE.open) return suite === 0 ? "security.clear" : "security.sealed";
  return authenticated ? "security.proven" : "security.waiting";
}

/** Both ends of a link seal what they send: for the lock on the picture. */
export function isSealed(run: Run, link: WorldLink): boolean {
  return endOf(run, link, 0).records !== null && endOf(run, link, 1).records !== null && link.isUp(0) && link.isUp(1);
}
