import { sameUuid } from "../../base/uuid.ts";
import type { AuthBody } from "../../wire/bodies.ts";
import { ERR } from "../../wire/constants.ts";
import { readKeyOffer, readKeyProof, writeKeyOffer, writeKeyProof, type KeyOffer } from "../../wire/key-material.ts";
import { auxOf, type Message } from "../../wire/message.ts";
import type { NodeCore } from "../core.ts";
import { EVENT, type EventType } from "../events.ts";
import type { LinkEnd } from "../link-end.ts";
import { RULE } from "../rules.ts";
import { authHash, directionKeys, ephemeralPublicKey, sameBytes, sharedSecret, signProof, verifyProof } from "./agreement.ts";
import { fingerprintWord } from "./host-keys.ts";
import { type LinkSecurity, suitesOf } from "./link-security.ts";
import { recordReader, Sealer } from "./seal.ts";

/**
 * The part of AUTH that is about keys (LINK-02), called by the session machine: the aux data of our AUTH, what the peer's means for us,
 * the proof in our answer, the proof in theirs. Each judgement answers an error number (wire ERR), 0 = well; the session refuses with it.
 */
const NOTHING = new Uint8Array(0);

/** Our half, for a new incarnation; empty where we want no encryption, or have no key. */
export function offerKeys(core: NodeCore, link: LinkEnd): Uint8Array {
  const { security } = link;
  if (security === null) return NOTHING;
  security.reset();
  const suite = suitesOf(security.wish);
  if (core.secrets === null || suite === 0) return NOTHING;
  const hostKey = core.secrets.pair.publicKey;
  security.ephemeralSecret = core.secrets.fresh(32);
  security.offer = { suite, hostKey, ephemeralKey: ephemeralPublicKey(security.ephemeralSecret), nonce: core.secrets.fresh(32) };
  core.tell(EVENT.keyOffered, RULE["LINK-02"], link.number, link.authMsgidHi, link.authMsgidLo, -1, fingerprintWord(hostKey), suite);
  return writeKeyOffer(security.offer);
}

/** Our AUTH as it goes out: what is signed later. */
export function noteOwnAuth(link: LinkEnd, bytes: Uint8Array): void {
  if (link.security !== null) link.security.ownAuth = authHash(bytes);
}

/** The peer's AUTH: do the suites match, do we know its host by this key, do keys come about. */
export function judgePeerKeys(core: NodeCore, link: LinkEnd, message: Message, auth: AuthBody): number {
  const { security } = link;
  if (security === null) return ERR.NONE;
  const suite = suitesOf(security.wish) & auth.encryption;
  if (suite === 0) return security.wish === "require" ? refuse(core, link, message, EVENT.suiteMismatch, ERR.UNKNOWN, auth.encryption) : ERR.NONE;
  if (security.offer === null || security.ephemeralSecret === null) return refuse(core, link, message, EVENT.ownKeyMissing, ERR.NOLKEY, suite);
  const offer = readKeyOffer(auxOf(message), suite);
  if (offer === null) return refuse(core, link, message, EVENT.keyUnusable, ERR.KEYFMT, suite);
  security.peerHostKey = offer.hostKey;
  const fingerprint = fingerprintWord(offer.hostKey);
  if (sameUuid(auth.host, core.config.host) || sameBytes(offer.ephemeralKey, security.offer.ephemeralKey) || sameBytes(offer.nonce, security.offer.nonce)) {
    return refuse(core, link, message, EVENT.keyReflected, ERR.KEYXCHGFAIL, fingerprint);
  }
  const known = core.secrets!.keyring.publicKeyOf(auth.host);
  if (known === null) return refuse(core, link, message, EVENT.hostUnknown, ERR.NORKEY, fingerprint);
  if (!sameBytes(known, offer.hostKey)) return refuse(core, link, message, EVENT.hostKeyWrong, ERR.KEYXCHGFAIL, fingerprint);
  // A side that answers before it named itself proved nothing: its answer had nothing to sign.
  if (link.authAnswered) return refuse(core, link, message, EVENT.signatureWrong, ERR.KEYXCHGFAIL, fingerprint);
  return agree(core, link, security, message, auth, offer);
}

/** Both directions' keys; the AUTHs, and with them everything that was negotiated, go into them. */
function agree(core: NodeCore, link: LinkEnd, security: LinkSecurity, message: Message, auth: AuthBody, offer: KeyOffer): number {
  const shared = sharedSecret(security.ephemeralSecret!, offer.ephemeralKey);
  if (shared === null) return refuse(core, link, message, EVENT.keyUnusable, ERR.KEYXCHGFAIL, offer.suite);
  security.suite = offer.suite;
  security.peerHost = auth.host.slice();
  security.peerAuth = authHash(message.bytes.subarray(message.at, message.at + message.wireBytes));
  security.reader = recordReader(directionKeys(shared, offer.suite, security.peerAuth, security.ownAuth!));
  security.sealerToBe = new Sealer(directionKeys(shared, offer.suite, security.ownAuth!, security.peerAuth));
  security.ephemeralSecret = null; // done with: nobody learns it later
  return ERR.NONE;
}

/** The aux data of our answer to the peer's AUTH: our proof; empty on a link in the clear. */
export function proveHost(core: NodeCore, link: LinkEnd): Uint8Array {
  const { security } = link;
  if (security === null || security.suite === 0) return NOTHING;
  return writeKeyProof(security.suite, signProof(core.secrets!.pair.secret, security.suite, security.ownAuth!, security.peerAuth!));
}

/** Our answer is out: from now on we seal. */
export function startSealing(link: LinkEnd): void {
  if (link.security === null) return;
  link.sealer = link.security.sealerToBe;
}

/** The peer's answer. From its end on the stream is records. */
export function judgePeerProof(core: NodeCore, link: LinkEnd, message: Message): number {
  const { security } = link;
  if (security === null || security.suite === 0) return ERR.NONE;
  const fingerprint = fingerprintWord(security.peerHostKey!);
  const signature = readKeyProof(auxOf(message), security.suite);
  if (signature === null) return refuse(core, link, message, EVENT.keyUnusable, ERR.KEYFMT, security.suite);
  if (!verifyProof(signature, security.peerHostKey!, security.suite, security.peerAuth!, security.ownAuth!)) {
    return refuse(core, link, message, EVENT.signatureWrong, ERR.KEYXCHGFAIL, fingerprint);
  }
  security.authenticated = true;
  security.refusal = 0;
  security.refusalError = ERR.NONE;
  link.records = security.reader;
  core.tell(EVENT.hostAuthenticated, RULE["LINK-02"], link.number, message.msgidHi, message.msgidLo, -1, fingerprint, security.suite);
  return ERR.NONE;
}

function refuse(core: NodeCore, link: LinkEnd, message: Message, why: EventType, error: number, extra: number): number {
  link.security!.refusal = why;
  link.security!.refusalError = error;
  core.tell(why, RULE["LINK-02"], link.number, message.msgidHi, message.msgidLo, -1, error, extra);
  return error;
}
