import { useState } from "react";
import { useStore } from "zustand";
import type { TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { NumberField, SelectField } from "../controls/field.tsx";
import { COMPARE_TEXTS } from "../../texts/compare.ts";

export type Against =
  | { readonly kind: "variant"; readonly variants: readonly string[] }
  | { readonly kind: "seed"; readonly seed: number }
  | { readonly kind: "link"; readonly link: string; readonly latencyUs: number; readonly lossPerMillion: number }
  | { readonly kind: "scenario"; readonly name: string };

const KINDS = ["variant", "seed", "link", "scenario"] as const;

interface CompareFormProps {
  readonly session: Session;
  readonly topology: TopologyView | null;
  readonly nowUs: number;
  readonly errors: readonly string[];
  readonly onStart: (against: Against, untilUs: number) => void;
}

/** Chooses what stands against this run. */
export function CompareForm({ session, topology, nowUs, errors, onStart }: CompareFormProps) {
  const loaded = useStore(session.mirror, (mirror) => mirror.loaded);
  const [kind, setKind] = useState<(typeof KINDS)[number]>("variant");
  const [variant, setVariant] = useState("");
  const [seed, setSeed] = useState("");
  const [link, setLink] = useState("");
  const [latencyMs, setLatencyMs] = useState("50");
  const [loss, setLoss] = useState("0");
  const [name, setName] = useState("");
  const [seconds, setSeconds] = useState("");
  const variants = (loaded?.variants ?? []).map((one) => ({ value: one.name, text: one.title }));
  const links = (topology?.links ?? []).map(({ id }) => ({ value: id, text: id }));
  const library = (loaded?.library ?? []).map((entry) => ({ value: entry.name, text: entry.title }));
  const held = (value: string, choices: readonly { readonly value: string }[]): string => (choices.some((one) => one.value === value) ? value : (choices[0]?.value ?? ""));
  const untilUs = Math.max(1_000, Math.round(Number(seconds === "" ? Math.max(1, Math.ceil(nowUs / 1_000_000)) : seconds) * 1_000_000) || 1_000_000);
  const start = (): void => {
    const on = (loaded?.variants ?? []).filter((one) => one.on).map((one) => one.name);
    const chosen = held(variant, variants);
    if (kind === "variant") onStart({ kind, variants: on.includes(chosen) ? on.filter((one) => one !== chosen) : [...on, chosen] }, untilUs);
    else if (kind === "seed") onStart({ kind, seed: /^\d{1,9}$/.test(seed) ? Number(seed) : (loaded?.seed ?? 0) + 1 }, untilUs);
    else if (kind === "link") onStart({ kind, link: held(link, links), latencyUs: Math.round(Number(latencyMs) * 1_000) || 0, lossPerMillion: Math.round(Number(loss)) || 0 }, untilUs);
    else onStart({ kind, name: held(name, library) }, untilUs);
  };
  return (
    <form
      className="form compare-form"
      aria-label={COMPARE_TEXTS.form}
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <p className="muted">{COMPARE_TEXTS.note}</p>
      <SelectField label={COMPARE_TEXTS.against} value={kind} choices={KINDS.map((value) => ({ value, text: COMPARE_TEXTS.kinds[value] }))} onChoose={(value) => setKind(value as (typeof KINDS)[number])} />
      {kind === "variant" && <SelectField label={COMPARE_TEXTS.variant} value={held(variant, variants)} choices={variants} onChoose={setVariant} />}
      {kind === "seed" && <NumberField label={COMPARE_TEXTS.seed} min={0} value={seed === "" ? String((loaded?.seed ?? 0) + 1) : seed} onChange={(event) => setSeed(event.target.value)} />}
      {kind === "scenario" && <SelectField label={COMPARE_TEXTS.scenario} value={held(name, library)} choices={library} onChoose={setName} />}
      {kind === "link" && (
        <>
          <SelectField label={COMPARE_TEXTS.link} value={held(link, links)} choices={links} onChoose={setLink} />
          <div className="form-row">
            <NumberField label={COMPARE_TEXTS.latency} unit={COMPARE_TEXTS.ms} min={0} step="any" value={latencyMs} onChange={(event) => setLatencyMs(event.target.value)} />
            <NumberField label={COMPARE_TEXTS.loss} min={0} max={1_000_000} value={loss} onChange={(event) => setLoss(event.target.value)} />
          </div>
        </>
      )}
      <NumberField label={COMPARE_TEXTS.until} unit={COMPARE_TEXTS.s} min={0} step="any" value={seconds === "" ? String(untilUs / 1_000_000) : seconds} onChange={(event) => setSeconds(event.target.value)} />
      {errors.length > 0 && (
        <ul role="alert" className="compare-errors">
          {errors.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      <Button type="submit" look="primary">
        {COMPARE_TEXTS.start}
      </Button>
    </form>
  );
}
