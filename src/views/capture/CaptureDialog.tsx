import { useEffect, useState } from "react";
import type { CapturedPacketShown, CaptureOpened } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { CAPTURE_PAGE_TEXTS } from "../../texts/capture.ts";
import { Fold } from "../controls/Fold.tsx";
import { EmptyState } from "../controls/field.tsx";
import { PacketList } from "./PacketList.tsx";
import { PacketView } from "./PacketView.tsx";
import "./capture.css";

const texts = CAPTURE_PAGE_TEXTS.open;

interface CaptureDialogProps {
  readonly session: Session;
  readonly file: string;
  readonly opened: Extract<CaptureOpened, { readonly state: "messages" }>;
}

/** A capture that holds no run: its packets in a list, and one of them taken apart. Nothing can be changed. */
export default function CaptureDialog({ session, file, opened }: CaptureDialogProps) {
  const [frame, setFrame] = useState(1);
  const [packet, setPacket] = useState<CapturedPacketShown | null>(null);
  useEffect(() => {
    let wanted = true;
    void session.query({ query: "capturedPacket", frame }).then((answer) => wanted && setPacket(answer.packet));
    return () => {
      wanted = false;
    };
  }, [session, frame]);
  return (
    <div className="capture">
      <div className="capture-facts">
        <b>{file}</b> <span data-numeric>{texts.packets(opened.packets, opened.marked)}</span>
        <p className="muted">{texts.readOnly}</p>
        {opened.stopped !== "" && (
          <p className="capture-stopped" role="alert">
            {texts.stopped(opened.stopped)}
          </p>
        )}
        {opened.comments.length > 0 && (
          <Fold title={texts.says}>
            {opened.comments.map((comment) => (
              <p key={comment} className="muted">
                {comment}
              </p>
            ))}
          </Fold>
        )}
      </div>
      <PacketList session={session} count={opened.packets} frame={frame} onFrame={setFrame} />
      <div className="capture-packet">{packet === null ? <EmptyState>{texts.choose}</EmptyState> : <PacketView session={session} packet={packet} onFrame={setFrame} />}</div>
    </div>
  );
}
