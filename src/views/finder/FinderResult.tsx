import type { CaseSize, ShrunkCase } from "../../port/hunt-messages.ts";
import type { Finder, FinderState } from "../../store/finder.ts";
import type { Session } from "../../store/session.ts";
import { LIMITS } from "../../base/limits.ts";
import { FINDER_TEXTS } from "../../texts/finder.ts";
import { Button } from "../controls/button.tsx";
import { Light, type LightState } from "../controls/mark.tsx";
import { CopyButton } from "../share/CopyButton.tsx";
import { download } from "../share/download.ts";
import { FRAGMENT, packed } from "../share/link-codec.ts";
import { openBottomTab } from "../shell/page-acts.ts";
import { casesOf, Facts, intoSight } from "./FinderProgress.tsx";

interface ResultProps {
  readonly session: Session;
  readonly finder: Finder;
  readonly state: FinderState;
}

/** What came out: that every check held, or the first failure and how small it was made. */
export function FinderResult({ session, finder, state }: ResultProps) {
  if (state.found !== null) return <Found session={session} finder={finder} state={state} />;
  const [light, title, text] = endOf(state);
  return (
    <section className="finder-part" ref={intoSight} aria-labelledby="finder-end">
      <h3 id="finder-end">
        <Light state={light} /> {title}
      </h3>
      <p>{text}</p>
      {state.end !== "failed" && <Facts state={state} />}
    </section>
  );
}

/** Light, title and sentence of a hunt that found nothing. */
export function endOf(state: FinderState): readonly [LightState, string, string] {
  const texts = FINDER_TEXTS.result;
  const { end, tally, trouble } = state;
  if (end === "failed") return ["bad", texts.failed, texts.failedText(trouble)];
  if (end === "cancelled") return ["waiting", texts.cancelled, texts.cancelledText(tally.cases, casesOf(state))];
  if (tally.unproven > 0) return ["waiting", texts.unprovenTitle, texts.unproven(tally.unproven, tally.cases, tally.whys.join("; "))];
  const never = tally.checks.filter(({ judged }) => judged === 0).length;
  return ["good", never === 0 ? texts.held : texts.heldSome, texts.heldText(tally.cases, tally.simulatedUs, tally.messages, never)];
}

/** What the page's lights call a check. */
export function claimOf({ checks, found }: FinderState): string {
  const name = found?.violation?.check ?? "";
  return checks.find((check) => check.name === name)?.claim ?? FINDER_TEXTS.result.others[name] ?? name;
}

function Found({ session, finder, state }: ResultProps) {
  const texts = FINDER_TEXTS.result;
  const { seed, violation } = state.found!;
  const { shrunk, phase, trouble } = state;
  return (
    <section className="finder-part" ref={intoSight} aria-labelledby="finder-end">
      <h3 id="finder-end">
        <Light state="bad" /> {texts.found(seed)} <small className="muted">{texts.at(violation!.atUs)}</small>
      </h3>
      <dl className="finder-found">
        <dt>{texts.check}</dt>
        <dd>{claimOf(state)}</dd>
        <dt>{texts.says}</dt>
        <dd>{shrunk === null || shrunk.text === "" ? violation!.text : shrunk.text}</dd>
      </dl>
      {phase === "shrinking" && <ShrinkProgress finder={finder} state={state} />}
      {trouble !== "" && <p className="finder-trouble">{texts.failedText(trouble)}</p>}
      {shrunk !== null && <Shrunk session={session} seed={seed} shrunk={shrunk} />}
    </section>
  );
}

function ShrinkProgress({ finder, state: { shrinking, stopping } }: { readonly finder: Finder; readonly state: FinderState }) {
  const texts = FINDER_TEXTS.shrink;
  return (
    <>
      <div className="finder-bar">
        {/* how long it takes nobody can know */}
        <progress aria-label={texts.title} />
        <Button aria-disabled={stopping} onClick={finder.enough}>
          {stopping ? texts.stopping : texts.enough}
        </Button>
      </div>
      {shrinking !== null && (
        <p data-numeric>
          <b>{texts.left(shrinking.commands, shrinking.nodes, shrinking.links)}</b> <span className="muted">{texts.runs(shrinking.runs, texts.passes[shrinking.pass] ?? shrinking.pass)}</span>
        </p>
      )}
    </>
  );
}

export function sizeText({ commands, nodes, links }: CaseSize): string {
  return FINDER_TEXTS.shrink.size(commands, nodes, links);
}

function Shrunk({ session, seed, shrunk }: { readonly session: Session; readonly seed: number; readonly shrunk: ShrunkCase }) {
  const texts = FINDER_TEXTS.shrink;
  const { files } = shrunk;
  const open = (): void => {
    session.ui.openDialog(null);
    openBottomTab(session, "checks");
    session.load({ run: files!.sharedJson });
  };
  return (
    <>
      <p>
        {texts.done(sizeText(shrunk.from), sizeText(shrunk), shrunk.runs)} {!shrunk.isComplete && texts.stopped}
      </p>
      {files === null && <p>{texts.noFiles}</p>}
      <div className="finder-acts" ref={intoSight}>
        {files !== null && (
          <>
            <Button look="primary" onClick={open}>
              {texts.open}
            </Button>
            <Button onClick={() => download(texts.saveName(seed), files.runFile, "application/json")}>{texts.save}</Button>
            <CopyButton label={texts.copy} text={() => linkOf(files.sharedJson)} />
          </>
        )}
        <Button look="quiet" onClick={() => download(texts.caseName(seed), shrunk.scenario, "application/json")}>
          {texts.saveCase}
        </Button>
      </div>
    </>
  );
}

async function linkOf(sharedJson: string): Promise<string> {
  const code = await packed(sharedJson);
  return code.length > LIMITS.linkCharsMax ? FINDER_TEXTS.shrink.copyTooLong : `${location.origin}${location.pathname}#${FRAGMENT}${code}`;
}
