import type { Session } from "../../store/session.ts";
import { CAPTURE_PAGE_TEXTS } from "../../texts/capture.ts";
import { download } from "../share/download.ts";

const MIME = "application/vnd.tcpdump.pcap";

/** Hands the run so far to the visitor as a pcapng file: of one link, or (null) of all. */
export async function saveCapture(session: Session, link: string | null): Promise<void> {
  const { bytes } = await session.query({ query: "capture", links: link === null ? [] : [link] });
  if (bytes === null) return;
  const { name, run } = CAPTURE_PAGE_TEXTS.save;
  const what = link ?? run(session.mirror.getState().loaded?.seed ?? 0);
  download(name(what.replace(/[^\w.-]+/g, "_")), new Blob([bytes as Uint8Array<ArrayBuffer>], { type: MIME }), MIME);
}
