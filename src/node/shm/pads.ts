import { BASE_BYTES, CMD } from "../../wire/constants.ts";
import type { Encoder } from "../../wire/encode.ts";

/** SHM-01: a LNK_PAD that takes so many bytes of the ring, or as many of them as the peer accepts in one: zeros as aux data fill it. */
export function makePad(encoder: Encoder, salt: number, fill: number, auxBytesMax: number): Uint8Array {
  encoder.salt = salt;
  encoder.msgidHi = encoder.msgidLo = encoder.spanidHi = encoder.spanidLo = 0;
  encoder.flags = encoder.error = 0;
  const auxBytes = Math.min(fill - BASE_BYTES, auxBytesMax & ~(BASE_BYTES - 1));
  return auxBytes > 0 ? encoder.withAux(CMD.LNK_PAD, new Uint8Array(auxBytes)) : encoder.header(CMD.LNK_PAD);
}
