/** What services lay out behind the base header (SVC-02): each field where its table says, there and back, and what it means. */
import { describe, expect, test } from "vitest";
import { utf8Encode } from "../base/bytes.ts";
import { AUX_BYTES_MAX, CMD } from "./constants.ts";
import { describe as describeMessage } from "./describe.ts";
import { Encoder } from "./encode.ts";
import { FRAME, Framer } from "./framer.ts";
import { messageToJson } from "./json.ts";
import { type LockBody, lockWriter, newLockBody, readLockBody } from "./lock-body.ts";
import { auxOf, type Message } from "./message.ts";
import { ballotOf, ballotText, newQrmBody, type QrmBody, qrmWriter, readQrmBody } from "./qrm.ts";
import { concat, FSID } from "./wire.testkit.ts";

const LOCK: LockBody = { op: 16, flags: 3, domain: 2, wanted: 3, granted: 1, serial: 0xa1a2a3a4, inumHi: 0xb1b2b3b4, inumLo: 0xb5b6b7b8, fsid: FSID, lockHi: 0xc1c2c3c4, lockLo: 0xc5c6c7c8, timeHi: 0xd1d2d3d4, timeLo: 0xd5d6d7d8, txidHi: 0xe1e2e3e4, txidLo: 0xe5e6e7e8 };
const QRM: QrmBody = { op: 6, decision: 1, masters: 0xa1a2a3a4, operationHi: 0xb1b2b3b4, operationLo: 0xb5b6b7b8, ballot: ballotOf(0x0fffffff, 0xfffffe), loggedBallot: ballotOf(2, 3), loggedDecision: 0xc1c2c3c4, host: FSID };

/** The message, read where it does not start its chunk. */
function second(bigEndian: boolean, encode: (encoder: Encoder) => Uint8Array): Message {
  const encoder = new Encoder("header", bigEndian);
  const framer = new Framer("header", false);
  framer.push(concat([encoder.header(CMD.LNK_PING), encode(encoder)]));
  expect([framer.next(), framer.next()]).toEqual([FRAME.MESSAGE, FRAME.MESSAGE]);
  return framer.message;
}

describe.each([false, true])("behind a header (big-endian: %s)", (bigEndian) => {
  test("[CAC-01] [SVC-02] a lock's fields", () => {
    const message = second(bigEndian, (encoder) => encoder.extended(CMD.CAC_LOCK, lockWriter(LOCK), utf8Encode("name")));
    expect(messageToJson(message, "header").fields).toMatchObject({
      lock_op: 16, lock_flags: "0x03", lock_domain: 2, wanted_state: 3, granted_state: 1, request_serial: 0xa1a2a3a4, inum: "0xb1b2b3b4b5b6b7b8", client_fsid: "a1b2c301-d4e5-11e1-9abc-def012345678",
      lock_id: "0xc1c2c3c4c5c6c7c8", client_time: "0xd1d2d3d4d5d6d7d8", master_txid: "0xe1e2e3e4e5e6e7e8",
    });
    const body = newLockBody();
    expect(Object.values(body).flatMap((value) => (typeof value === "number" ? [value] : [...value])).join("")).toBe("0".repeat(18));
    readLockBody(message, body);
    expect(body).toEqual(LOCK);
    expect(auxOf(message)).toEqual(utf8Encode("name"));
  });

  test("[QRM-01] [SVC-02] a commit's fields, without aux data or with what is out of band", () => {
    for (const encode of [
      (encoder: Encoder) => encoder.extended(CMD.QRM_COMMIT, qrmWriter(QRM), new Uint8Array(0)),
      (encoder: Encoder) => encoder.outOfBand(CMD.QRM_COMMIT, qrmWriter(QRM), { descrHi: 1, descrLo: 64, auxBytes: 3, auxCrc: 0 }),
    ]) {
      const message = second(bigEndian, encode);
      expect(messageToJson(message, "header").fields).toMatchObject({
        qrm_op: 6, decision: 1, masters: 0xa1a2a3a4, operation: "0xb1b2b3b4b5b6b7b8", ballot: "0x0fffffff00fffffe", logged_ballot: "0x0000000200000003", logged_decision: 0xc1c2c3c4, coordinator: "a1b2c301-d4e5-11e1-9abc-def012345678",
      });
      const body = newQrmBody();
      expect(Object.values(body).flatMap((value) => (typeof value === "number" ? [value] : [...value])).join("")).toBe("0".repeat(12));
      readQrmBody(message, body);
      expect(body).toEqual(QRM);
    }
  });

  test("[QRM-01] a ballot beyond our numbers is none of them", () => {
    const read = (hi: number, lo: number) => {
      const message = second(bigEndian, (encoder) =>
        encoder.extended(CMD.QRM_COMMIT, (view, little) => (view.setUint32(80 + (little ? 4 : 0), hi, little), view.setUint32(80 + (little ? 0 : 4), lo, little)), new Uint8Array(0)));
      const body = newQrmBody();
      readQrmBody(message, body);
      return body.ballot;
    };
    expect([read(0x0fffffff, 0xffffff), read(0x10000000, 0), read(0, 0x1000000)]).toEqual([ballotOf(0x0fffffff, 0xffffff), Number.NaN, Number.NaN]);
  });
});

test("[WIRE-05] fields with more aux data than the protocol allows are our own mistake", () => {
  const encoder = new Encoder("header", false);
  expect(encoder.extended(CMD.CAC_LOCK, lockWriter(LOCK), new Uint8Array(AUX_BYTES_MAX)).length).toBe(128 + AUX_BYTES_MAX);
  expect(() => encoder.extended(CMD.CAC_LOCK, lockWriter(LOCK), new Uint8Array(AUX_BYTES_MAX + 1))).toThrow("more aux data");
});

test("[QRM-01] a ballot in words", () => {
  expect([ballotText(0), ballotText(ballotOf(2, 3)), ballotText(ballotOf(0, 1))]).toEqual(["none", "2.3", "0.1"]);
});

describe("what the fields mean", () => {
  function meanings(bytes: Uint8Array): Record<string, string> {
    return Object.fromEntries(describeMessage(bytes, "header").fields.filter(({ struct, name }) => struct !== "" && !name.startsWith("reserved")).map(({ name, meaning }) => [name, meaning]));
  }
  const lock = (change: Partial<LockBody>) => meanings(new Encoder("header", true).extended(CMD.CAC_LOCK, lockWriter({ ...LOCK, ...change }), new Uint8Array(0)));
  const qrm = (change: Partial<QrmBody>) => meanings(new Encoder("header", true).extended(CMD.QRM_COMMIT, qrmWriter({ ...QRM, ...change }), new Uint8Array(0)));

  test("[CAC-01] of a lock", () => {
    expect(lock({})).toMatchObject({
      lock_op: "GRANT: the master grants this state", lock_flags: "OBTAIN|BY_NAME", lock_domain: "ATTR", wanted_state: "MODIFIED", granted_state: "SHARED", request_serial: "request 2711790500 of this transaction",
      master_txid: "the master's transaction id of this grant; they go up",
    });
    expect(lock({ op: 99, flags: 0, domain: 9, wanted: 8, granted: 7, txidHi: 0, txidLo: 0 })).toMatchObject({
      lock_op: "operation 99: no operation that we know", lock_flags: "none", lock_domain: "domain 9", wanted_state: "state 8", granted_state: "state 7", master_txid: "none: a client speaks",
    });
  });

  test("[QRM-01] of a commit", () => {
    expect(qrm({ masters: 4, ballot: ballotOf(1, 300), loggedDecision: 2 })).toMatchObject({
      qrm_op: "PROMISE: lower ballots are refused from now on", decision: "commit", masters: "its sender counts 4 masters; a majority is 3", ballot: "ballot 1.300: round 1, by node number 300, the coordinator",
      logged_ballot: "logged at ballot 2.3: round 2, by master 3, which is in doubt", logged_decision: "abort",
    });
    expect(qrm({ op: 9, decision: 7, ballot: 0, loggedBallot: 0, loggedDecision: 3 })).toMatchObject({
      qrm_op: "no operation of a commit", decision: "no decision", ballot: "no ballot", logged_ballot: "nothing was logged", logged_decision: "no decision",
    });
  });

  test("[WIRE-01] [WIRE-03] of a base header", () => {
    const encoder = new Encoder("header", false);
    encoder.flags = 0xc0;
    encoder.spanidLo = 1;
    expect(meanings(encoder.withAux(CMD.DOM_ECHO, new Uint8Array(65)))).toMatchObject({
      magic: "the sender is little-endian", msgid: "one-way: belongs to no transaction", spanid: "the span it is routed by", cmd: "DOM_ECHO CREATE|DELETE, 64 bytes of header",
      aux_bytes: "exact length; 128 bytes in the stream", aux_crc: "CRC-32C of the padded aux data: good", aux_descr: "no out-of-band data", hdr_crc: "CRC-32C of the whole padded header: good",
    });
  });
});
