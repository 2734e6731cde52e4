import type { CapturedPacketShown, CapturedRow, CaptureOpened } from "../run/shown-capture.ts";

/** What the page asks of captures. */
export type CaptureQuery =
  /** the run so far as a pcapng file; no link named = all of them */
  | { readonly query: "capture"; readonly links: readonly string[] }
  /** a file; the one opened before is let go */
  | { readonly query: "openCapture"; readonly bytes: Uint8Array }
  /** of the capture that is open: packets by their place in it, and one taken apart by the number of its frame */
  | { readonly query: "capturedRows"; readonly from: number; readonly count: number }
  | { readonly query: "capturedPacket"; readonly frame: number };

export type CaptureAnswer =
  /** null = no run is loaded */
  | { readonly query: "capture"; readonly bytes: Uint8Array | null }
  | { readonly query: "openCapture"; readonly opened: CaptureOpened }
  | { readonly query: "capturedRows"; readonly from: number; readonly rows: readonly CapturedRow[] }
  | { readonly query: "capturedPacket"; readonly packet: CapturedPacketShown | null };
