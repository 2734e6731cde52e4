import { useCallback, useEffect, useState } from "react";
import { useStore } from "zustand";
import { LIMITS } from "../../base/limits.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { Icon } from "../controls/icons.tsx";
import { CaptureSection } from "../capture/CaptureSection.tsx";
import { downloadRunFile } from "../shell/run-file.ts";
import { CopyButton } from "./CopyButton.tsx";
import { FRAGMENT, packed } from "./link-codec.ts";
import { PictureSection } from "./PictureSection.tsx";
import { TextSection } from "./TextSection.tsx";
import { SHARE_TEXTS } from "../../texts/share.ts";
import "./share.css";

interface MadeLink {
  readonly address: string;
  readonly chars: number;
  readonly commands: number;
  readonly events: number;
}

/** Everything that a run can be handed on as. */
export default function ShareDialog({ session }: { readonly session: Session }) {
  const { file, embed } = SHARE_TEXTS;
  const [link, make] = useLink(session);
  return (
    <div className="share">
      <LinkSection session={session} link={link} onMake={make} />
      <section>
        <h3>{file.title}</h3>
        <p>{file.text}</p>
        <div className="share-row">
          <Button look={link !== null && link.chars > LIMITS.linkCharsMax ? "primary" : "plain"} onClick={() => void downloadRunFile(session)}>
            <Icon name="download" />
            {file.download}
          </Button>
        </div>
      </section>
      <CaptureSection session={session} />
      <PictureSection session={session} />
      <TextSection session={session} />
      <section>
        <h3>{embed.title}</h3>
        <p>
          {embed.text} {embed.docs}
        </p>
        <div className="share-row">
          <CopyButton label={embed.copy} disabled={link === null || link.chars > LIMITS.linkCharsMax} text={() => iframeOf(link?.address ?? "")} />
          <a className="button" data-look="quiet" href="./embed-example.html" target="_blank" rel="noopener">
            {embed.example}
          </a>
        </div>
      </section>
    </div>
  );
}

function LinkSection({ session, link, onMake }: { readonly session: Session; readonly link: MadeLink | null; readonly onMake: () => void }) {
  const texts = SHARE_TEXTS.link;
  const events = useStore(session.mirror, ({ panel }) => panel?.tape.rowEnd ?? 0);
  const max = LIMITS.linkCharsMax;
  const tooLong = link !== null && link.chars > max;
  return (
    <section>
      <h3>{texts.title}</h3>
      <p>{texts.text}</p>
      {link === null ? (
        <p className="share-facts">{SHARE_TEXTS.making}</p>
      ) : (
        <>
          {tooLong ? (
            <p className="share-too-long" role="alert">
              {texts.tooLong(link.chars, max)}
            </p>
          ) : (
            <div className="share-row">
              <input className="input share-link" readOnly aria-label={texts.label} value={link.address} onFocus={(event) => event.currentTarget.select()} />
              <CopyButton look="primary" label={texts.copy} text={() => link.address} />
            </div>
          )}
          <p className="share-facts" data-numeric>
            <meter min={0} max={max} high={LIMITS.linkCharsShort} optimum={0} value={Math.min(link.chars, max)} aria-label={texts.length(link.chars, max)} />
            <span>{texts.length(link.chars, max)}</span>
            {!tooLong && <span>{link.chars <= LIMITS.linkCharsShort ? texts.short : texts.long}</span>}
            <span>{texts.holds(link.commands, link.events)}</span>
          </p>
          {events > link.events && (
            <p className="share-facts">
              {texts.again}{" "}
              <Button small look="quiet" onClick={onMake}>
                {texts.refresh}
              </Button>
            </p>
          )}
          <p className="field-hint">{texts.limit(max)}</p>
        </>
      )}
    </section>
  );
}

/** The link of the run as it is when the dialog opens, and again when it is asked for. */
function useLink(session: Session): readonly [MadeLink | null, () => void] {
  const [link, setLink] = useState<MadeLink | null>(null);
  const make = useCallback(() => {
    void linkOf(session).then(setLink);
  }, [session]);
  useEffect(make, [make]);
  return [link, make];
}

async function linkOf(session: Session): Promise<MadeLink> {
  const { json, commands, events } = await session.query({ query: "sharedRun" });
  const code = await packed(json);
  return { address: `${location.origin}${location.pathname}#${FRAGMENT}${code}`, chars: code.length, commands, events };
}

function iframeOf(address: string): string {
  const [page, fragment] = address.split("#");
  return `<iframe src="${page}?embed=1#${fragment}" width="800" height="520" title="Spanscope" style="border:0"></iframe>`;
}
