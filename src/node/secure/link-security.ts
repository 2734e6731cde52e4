import { SUITE } from "../../wire/key-material.ts";
import type { RecordReader } from "../../wire/record.ts";
import type { KeyOffer } from "../../wire/key-material.ts";
import type { Sealer } from "./seal.ts";

/** LINK-02: what an end of a link does about encryption: nothing, what the peer can do too, or nothing without it. */
export const SECURITY_WISHES = ["none", "offer", "require"] as const;
export type SecurityWish = (typeof SECURITY_WISHES)[number];

/** The suites of a wish, as bits of `encryption`. */
export function suitesOf(wish: SecurityWish): number {
  return wish === "none" ? 0 : SUITE.ED25519_X25519_CHACHA20POLY1305;
}

/** One end of a link that may be encrypted. Everything but `refusal` starts anew with each incarnation (LINK-07): new keys, records from 0. */
export class LinkSecurity {
  readonly wish: SecurityWish;
  /** the suite both have; 0 = none, or not known yet */
  suite = 0;
  /** our half of the agreement; null where we have no key to offer */
  offer: KeyOffer | null = null;
  ephemeralSecret: Uint8Array | null = null;
  /** hashes of the two AUTHs as they were on the wire */
  ownAuth: Uint8Array | null = null;
  peerAuth: Uint8Array | null = null;
  /** as presented; whether it is the host's, `authenticated` says */
  peerHostKey: Uint8Array | null = null;
  peerHost: Uint32Array | null = null;
  /** keys for what comes, from the peer's AUTH on; used once it proved itself */
  reader: RecordReader | null = null;
  /** what we send is sealed from the end of our answer on; before, its keys wait in `sealerToBe` */
  sealerToBe: Sealer | null = null;
  /** the peer proved that it has its host's key */
  authenticated = false;
  /** type of the event that says why the last handshake failed here, and its error; 0 = it did not */
  refusal = 0;
  refusalError = 0;

  constructor(wish: SecurityWish) {
    this.wish = wish;
  }

  reset(): void {
    this.suite = 0;
    this.offer = null;
    this.ephemeralSecret = null;
    this.ownAuth = null;
    this.peerAuth = null;
    this.peerHostKey = null;
    this.peerHost = null;
    this.reader = null;
    this.sealerToBe = null;
    this.authenticated = false;
  }
}
