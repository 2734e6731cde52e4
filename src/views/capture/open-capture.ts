import { LIMITS } from "../../base/limits.ts";
import type { Session } from "../../store/session.ts";
import { CAPTURE_PAGE_TEXTS } from "../../texts/capture.ts";
import { bytesOf } from "../../texts/units.ts";

const texts = CAPTURE_PAGE_TEXTS.open;

/** Whether a file starts as a pcapng file does, whatever it is called. */
export async function isCapture(file: Blob): Promise<boolean> {
  const bytes = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  return bytes.length === 4 && [0x0a, 0x0d, 0x0d, 0x0a].every((byte, i) => bytes[i] === byte);
}

/** Opens a capture: as the run that it holds, or else as a list of messages. What cannot be read says where and why. */
export async function openCapture(session: Session, file: File): Promise<void> {
  const refuse = (message: string): void => session.reportLoadErrors([{ path: file.name, message }]);
  if (file.size > LIMITS.captureBytesMax) return refuse(texts.tooLarge(bytesOf(LIMITS.captureBytesMax)));
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    return refuse(texts.unreadable);
  }
  const { opened } = await session.query({ query: "openCapture", bytes });
  if (opened.state === "refused") refuse(opened.message);
  else if (opened.state === "run") session.load({ run: opened.json });
  else session.ui.openDialog({ kind: "capture", file: file.name, opened });
}

/** Lets the visitor choose a file; must be called while a click or a key is handled. */
export function chooseCapture(session: Session): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".pcapng,.ntar";
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file !== undefined) void openCapture(session, file);
  });
  input.click();
}
