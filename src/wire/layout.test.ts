import { describe, expect, test } from "vitest";
import * as constants from "./constants.ts";
import { goldenConstants, goldenLayout } from "./golden/golden.testkit.ts";
import { alignedBytes, AUTH, BASE, CONN, extendedStruct, SPAN, type Struct } from "./layout.ts";
import { commandName, commandOf, flagNames, pfsTypeName, protoName } from "./names.ts";

const { CMD, ERR, FLAG, PFS_TYPE, PROTO } = constants;

describe("the field tables are the C compiler's", () => {
  test.each<[string, Struct]>([
    ["hammer2_msg_hdr", BASE],
    ["hammer2_lnk_conn", CONN],
    ["hammer2_lnk_span", SPAN],
  ])("[WIRE-01] every offset and length of %s, and no other field", (name, struct) => {
    const { sizeof, head, ...fields } = goldenLayout[name]!;
    expect(struct.name).toBe(name);
    expect(struct.endBytes).toBe(sizeof);
    if (struct !== BASE) expect(head).toEqual([0, BASE.endBytes]);
    expect(Object.fromEntries(Object.entries(struct.fields).map(([field, { offset, length }]) => [field, [offset, length]]))).toEqual(fields);
  });

  test("[WIRE-01] our own LNK_AUTH has the size of the header's and leaves no gap", () => {
    expect(AUTH.endBytes).toBe(goldenLayout.hammer2_lnk_auth_81666e1b48!.sizeof);
    let end = BASE.endBytes;
    for (const { offset, length } of Object.values(AUTH.fields)) {
      expect(offset).toBe(end);
      end = offset + length;
    }
    expect(end).toBe(AUTH.endBytes);
  });

  test("[WIRE-01] headers are padded to 64: CONN and SPAN take 448 bytes, AUTH 128", () => {
    for (const [cmd, struct] of [[CMD.LNK_CONN, CONN], [CMD.LNK_SPAN, SPAN], [CMD.LNK_AUTH, AUTH]] as const) {
      expect((cmd & 0xff) * constants.ALIGN_BYTES).toBe(alignedBytes(struct.endBytes));
    }
    expect(alignedBytes(SPAN.endBytes)).toBe(448);
    expect([0, 1, 63, 64, 65, 65536].map(alignedBytes)).toEqual([0, 64, 64, 64, 128, 65536]);
  });
});

/** Commands whose struct, or which themselves, the header does not define (SVC-02): the C compiler could not print them. */
const OURS: readonly string[] = ["LNK_AUTH", "DOM_ECHO", "QRM_COMMIT", "CAC_LOCK"];

describe("the constants are the C compiler's", () => {
  const c = (name: string): number => Number(goldenConstants[name]);

  test("[WIRE-03] flags, protocols and commands", () => {
    for (const [name, bit] of Object.entries(FLAG)) expect([name, (bit << 24) >>> 0]).toEqual([name, c(`HAMMER2_MSGF_${name}`)]);
    for (const [name, proto] of Object.entries(PROTO)) expect([name, proto << 20]).toEqual([name, c(`HAMMER2_MSG_PROTO_${name}`)]);
    for (const [name, cmd] of Object.entries(CMD)) if (!OURS.includes(name)) expect([name, cmd]).toEqual([name, c(`HAMMER2_${name}`)]);
    expect(CMD.LNK_AUTH).toBe((0x010 << 8) | 2); // the header's HAMMER2_MSG_LNK(0x010, 128 bytes)
  });

  test("[WIRE-02] the magic, [WIRE-03] the sizes, [WIRE-05] the limit of aux data", () => {
    expect(constants.MAGIC).toBe(c("HAMMER2_MSGHDR_MAGIC"));
    expect(constants.MAGIC_REV).toBe(c("HAMMER2_MSGHDR_MAGIC_REV"));
    expect(constants.HEADER_BYTES_MAX).toBe(c("HAMMER2_MSGHDR_MAX"));
    expect(constants.AUX_BYTES_MAX).toBe(c("HAMMER2_MSGAUX_MAX"));
    expect(constants.ALIGN_BYTES).toBe(c("HAMMER2_MSG_ALIGN"));
    expect(constants.SPAN_PROTO_1).toBe(c("HAMMER2_SPAN_PROTO_1"));
  });

  test("PFS types", () => {
    for (const [name, type] of Object.entries(PFS_TYPE)) if (name !== "CLIENT") expect([name, type]).toEqual([name, c(`HAMMER2_PFSTYPE_${name}`)]);
    expect(PFS_TYPE.CLIENT).toBe(2);
    expect([0, 8, 255].map(pfsTypeName)).toEqual(["NONE", "MASTER", "type 255"]);
  });

  test("[WIRE-09] [WIRE-11] error numbers: the C program's, and ours from 0x21 to 0x2a", () => {
    const names = ["SYNC", "EOF", "SOCK", "FIELD", "XCRC", "ACRC", "MSGSEQ", "EALREADY", "TRANS"] as const;
    for (const name of names) expect([name, ERR[name]]).toEqual([name, c(`HAMMER2_IOQ_ERROR_${name}`)]);
    expect(ERR.UNKNOWN).toBe(c("HAMMER2_MSG_ERR_UNKNOWN"));
    const { SPAN_LOST, SPAN_REPLACED, REFUSED, EXISTS, LIMIT, TOO_BIG, NO_QUORUM, DEADLOCK, NO_RIGHT, WITHDRAWN } = ERR;
    expect([SPAN_LOST, SPAN_REPLACED, REFUSED, EXISTS, LIMIT, TOO_BIG, NO_QUORUM, DEADLOCK, NO_RIGHT, WITHDRAWN]).toEqual([
      0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a,
    ]);
  });
});

describe("names", () => {
  test("[WIRE-11] every error has a name and a text of its own", () => {
    const codes = Object.values(ERR);
    expect(codes.map(constants.errorName)).toEqual(Object.keys(ERR));
    expect(new Set(codes.map(constants.errorText)).size).toBe(codes.length);
    expect(codes.filter((code) => constants.errorText(code).startsWith("error "))).toEqual([]);
    expect(constants.errorText(ERR.EOF)).toBe("link lost");
    expect([constants.errorName(5), constants.errorName(0x777), constants.errorText(0x777)]).toEqual(["HCRC", "0x777", "error 0x777"]);
  });

  test("[WIRE-03] a known command with another size than its own is unknown", () => {
    for (const [name, cmd] of Object.entries(CMD)) {
      expect([commandName(cmd), commandOf(name)]).toEqual([name, cmd]);
      expect(commandName(cmd + 1)).toBe("UNKNOWN");
      expect(extendedStruct(cmd + 1, "header")).toBeUndefined();
    }
    expect(commandOf("toString")).toBeUndefined();
    expect([protoName(0), protoName(6), protoName(9)]).toEqual(["LNK", "VOP", "proto 9"]);
  });

  test("[WIRE-03] flags are named in the header's order, FLAG0..2 left out", () => {
    expect(flagNames(0xff)).toEqual(["CREATE", "DELETE", "REPLY", "ABORT", "AUXOOB"]);
    expect(flagNames(FLAG.REPLY | FLAG.CREATE | FLAG.FLAG1)).toEqual(["CREATE", "REPLY"]);
    expect(flagNames(0)).toEqual([]);
  });

  test("LNK_AUTH has no layout in c2012, which has no AUTH", () => {
    expect(extendedStruct(CMD.LNK_AUTH, "header")).toBe(AUTH);
    expect(extendedStruct(CMD.LNK_AUTH, "c2012")).toBeUndefined();
  });
});
