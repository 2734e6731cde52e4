import { type FormEvent, useState } from "react";
import { useStore } from "zustand";
import type { VariantShown } from "../../port/messages.ts";
import type { Finder, FinderPhase } from "../../store/finder.ts";
import type { Session } from "../../store/session.ts";
import { FINDER_TEXTS } from "../../texts/finder.ts";
import { Button } from "../controls/button.tsx";
import { NumberField } from "../controls/field.tsx";
import { BoltMark } from "../controls/mark.tsx";

const SEED_MAX = 0xffff_ffff;
const CASES_MAX = 100_000;
const CASES_USUAL = 50;
/** From so many nodes on a case takes seconds to minutes. */
const LARGE = 60;

interface FinderFormProps {
  readonly session: Session;
  readonly finder: Finder;
  readonly phase: FinderPhase;
  /** something was found: what is to be done with it comes first */
  readonly found: boolean;
}

/** What is hunted on: the topology as it is now, which seeds, which variants. */
export function FinderForm({ session, finder, phase, found }: FinderFormProps) {
  const texts = FINDER_TEXTS.form;
  const topology = useStore(session.mirror, (mirror) => mirror.topology);
  const loaded = useStore(session.mirror, (mirror) => mirror.loaded);
  const [first, setFirst] = useState("1");
  const [count, setCount] = useState(String(CASES_USUAL));
  const [chosen, choose] = useState<readonly string[]>(() => (loaded?.variants ?? []).filter(({ on }) => on).map(({ name }) => name));
  if (loaded === null || topology === null) return <p className="empty">{texts.noRun}</p>;
  const busy = phase === "hunting" || phase === "shrinking";
  const start = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const { json } = await session.query({ query: "standingScenario", variants: chosen });
    const last = Math.min(SEED_MAX, Number(first) + Number(count) - 1);
    if (json !== "") finder.begin({ json, first: Number(first), last });
  };
  return (
    <form className="finder-form" onSubmit={(event) => void start(event)} aria-label={texts.legend}>
      <p className="finder-on">
        <b>{texts.legend}</b> {texts.on(loaded.title, topology.nodes.length, topology.links.length)}
        {topology.nodes.length >= LARGE && <span className="field-hint"> {texts.large}</span>}
      </p>
      <fieldset disabled={busy}>
        <legend>{texts.variants}</legend>
        <Variants variants={loaded.variants} chosen={chosen} onChoose={choose} />
      </fieldset>
      <div className="finder-start">
        <NumberField label={texts.first} value={first} min={0} max={SEED_MAX} step={1} required readOnly={busy} onChange={(event) => setFirst(event.target.value)} />
        <NumberField label={texts.count} value={count} min={1} max={CASES_MAX} step={1} required readOnly={busy} onChange={(event) => setCount(event.target.value)} />
        {/* not disabled while it hunts: it would lose the focus */}
        <Button type="submit" look={busy || found ? "plain" : "primary"} aria-disabled={busy}>
          {busy ? texts.running : phase === "idle" ? texts.start : texts.again}
        </Button>
      </div>
    </form>
  );
}

function Variants({ variants, chosen, onChoose }: { readonly variants: readonly VariantShown[]; readonly chosen: readonly string[]; readonly onChoose: (names: readonly string[]) => void }) {
  return (
    <div className="finder-variants">
      {variants.map(({ name, title, sentence, forbiddenBy }) => (
        <label key={name} className="check" title={sentence}>
          <input type="checkbox" checked={chosen.includes(name)} onChange={({ target }) => onChoose(target.checked ? [...chosen, name] : chosen.filter((one) => one !== name))} />
          <span>
            {title}
            {forbiddenBy.length > 0 && (
              <small className="finder-forbidden">
                <BoltMark /> {FINDER_TEXTS.form.forbidden}
              </small>
            )}
          </span>
        </label>
      ))}
    </div>
  );
}
