import { useState } from "react";
import { useStore } from "zustand";
import type { Session } from "../../store/session.ts";
import { CAPTURE_PAGE_TEXTS } from "../../texts/capture.ts";
import { Button } from "../controls/button.tsx";
import { SelectField } from "../controls/field.tsx";
import { Icon } from "../controls/icons.tsx";
import { saveCapture } from "./save-capture.ts";

/** The run as a capture, whole or of one link, and what Wireshark needs to read it. */
export function CaptureSection({ session }: { readonly session: Session }) {
  const texts = CAPTURE_PAGE_TEXTS.save;
  const links = useStore(session.mirror, ({ topology }) => topology?.links);
  const selection = useStore(session.ui.store, (ui) => ui.selection);
  const [chosen, choose] = useState(selection?.kind === "link" ? selection.link : "");
  return (
    <section>
      <h3>{texts.title}</h3>
      <p>{texts.text}</p>
      <div className="share-row">
        <SelectField label={texts.links} bare value={chosen} choices={[{ value: "", text: texts.allLinks }, ...(links ?? []).map(({ id }) => ({ value: id, text: id }))]} onChoose={choose} />
        <Button onClick={() => void saveCapture(session, chosen === "" ? null : chosen)}>
          <Icon name="download" />
          {texts.download}
        </Button>
        <a className="button" data-look="quiet" href="./wireshark/spanscope.lua" download>
          {texts.dissector}
        </a>
      </div>
    </section>
  );
}
