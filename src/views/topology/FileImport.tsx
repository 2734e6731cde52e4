import { useRef, useState } from "react";
import { LIMITS } from "../../base/limits.ts";
import type { Session } from "../../store/session.ts";
import { isCapture, openCapture } from "../capture/open-capture.ts";
import { Button } from "../controls/button.tsx";
import { Icon } from "../controls/icons.tsx";
import { TEXTS } from "../../texts/page.ts";
import { bytesOf } from "../../texts/units.ts";
import { openFile } from "./graph-file.ts";

/** A file by button or by dropping it; what cannot be run says where and why. */
export function FileImport({ session }: { readonly session: Session }) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const open = (file: File | undefined) => {
    if (file !== undefined) void loadFile(session, file);
  };
  return (
    <div
      className="drop"
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        open(event.dataTransfer.files[0]);
      }}
    >
      <p className="muted">{TEXTS.topology.importText}</p>
      <input
        ref={input}
        className="visually-hidden"
        type="file"
        tabIndex={-1}
        aria-label={TEXTS.topology.choose}
        accept=".graphml,.gexf,.dot,.gv,.json,.xml,.pcapng"
        onChange={(event) => {
          open(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      <Button onClick={() => input.current?.click()}>
        <Icon name="upload" />
        {TEXTS.topology.choose}
      </Button>
      <span className="field-hint">{TEXTS.topology.drop}</span>
    </div>
  );
}

async function loadFile(session: Session, file: File): Promise<void> {
  if (await isCapture(file)) return openCapture(session, file);
  if (file.size > LIMITS.fileBytesMax) {
    session.reportLoadErrors([{ path: file.name, message: TEXTS.topology.tooLarge(bytesOf(LIMITS.fileBytesMax)) }]);
    return;
  }
  try {
    const opened = await openFile(file.name, await file.text(), session.mirror.getState().loaded?.seed ?? 1);
    if (opened.ok) session.load(opened.source);
    else session.reportLoadErrors([{ path: opened.path, message: opened.message }]);
  } catch {
    session.reportLoadErrors([{ path: file.name, message: TEXTS.topology.unreadable }]);
  }
}
