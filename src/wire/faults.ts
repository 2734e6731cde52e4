/** Why bytes are not a message: a closed set, each with the C number, the offending offset and the rule (WIRE-09). */
import { ERR } from "./constants.ts";

export const DECODE_FAULT = {
  /** magic is neither 0x4832 nor its reverse. */
  MAGIC: { code: ERR.SYNC, name: "SYNC", offset: 0, rule: "WIRE-02" },
  /** The size in cmd is not 64..2048. */
  HEADER_SIZE: { code: ERR.FIELD, name: "FIELD", offset: 24, rule: "WIRE-03" },
  /** hdr_crc is not the CRC of the header. */
  HEADER_CRC: { code: ERR.XCRC, name: "XCRC", offset: 60, rule: "WIRE-04" },
  /** aux_bytes is more than allowed on this link. */
  AUX_SIZE: { code: ERR.FIELD, name: "FIELD", offset: 32, rule: "WIRE-10" },
  /** The low byte of salt is not the next number. */
  SEQUENCE: { code: ERR.MSGSEQ, name: "MSGSEQ", offset: 4, rule: "WIRE-07" },
  /** aux_crc is not the CRC of the padded aux data. */
  AUX_CRC: { code: ERR.ACRC, name: "ACRC", offset: 28, rule: "WIRE-05" },
} as const;

/** `offset` counts from the start of the message. */
export type DecodeFault = (typeof DECODE_FAULT)[keyof typeof DECODE_FAULT];
