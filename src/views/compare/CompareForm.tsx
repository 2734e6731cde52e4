import { useRef, useState } from "react";
import { useStore } from "zustand";
import { LIMITS } from "../../base/limits.ts";
import type { CompareAgainst, TapeShown, TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { Icon } from "../controls/icons.tsx";
import { NumberField, SelectField } from "../controls/field.tsx";
import { bytesOf } from "../../texts/units.ts";
import { COMPARE_TEXTS } from "../../texts/compare.ts";

const KINDS = ["branch", "variant", "seed", "link", "scenario", "file"] as const;
type Kind = (typeof KINDS)[number];

interface CompareFormProps {
  readonly session: Session;
  readonly topology: TopologyView | null;
  readonly tape: TapeShown | null;
  readonly nowUs: number;
  readonly errors: readonly string[];
  /** `name`: what is said of it beside its title */
  readonly onStart: (against: CompareAgainst, untilUs: number, name: string) => void;
}

/** Chooses what stands against this run. */
export function CompareForm({ session, topology, tape, nowUs, errors, onStart }: CompareFormProps) {
  const loaded = useStore(session.mirror, (mirror) => mirror.loaded);
  const [chosenKind, setKind] = useState<Kind | null>(null);
  const [branch, setBranch] = useState("");
  const [file, setFile] = useState<PickedFile | null>(null);
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
  const others = (tape?.branches ?? []).filter(({ id }) => id !== tape?.branch);
  const branches = others.map(({ id, name: text }) => ({ value: String(id), text }));
  const kinds = KINDS.filter((one) => one !== "branch" || branches.length > 0);
  const kind = chosenKind !== null && kinds.includes(chosenKind) ? chosenKind : kinds[0]!;
  const held = (value: string, choices: readonly { readonly value: string }[]): string => (choices.some((one) => one.value === value) ? value : (choices[0]?.value ?? ""));
  const untilUs = Math.max(1_000, Math.round(Number(seconds === "" ? Math.max(1, Math.ceil(Math.max(nowUs, ...others.map(({ endUs }) => endUs)) / 1_000_000)) : seconds) * 1_000_000) || 1_000_000);
  const against = (): readonly [CompareAgainst, string] | null => {
    switch (kind) {
      case "branch": {
        const id = held(branch, branches);
        return [{ branch: Number(id) }, branches.find(({ value }) => value === id)?.text ?? ""];
      }
      case "variant": {
        const chosen = held(variant, variants);
        const on = (loaded?.variants ?? []).filter((one) => one.on !== (one.name === chosen));
        return [{ variants: on.map((one) => one.name) }, COMPARE_TEXTS.changed.variants(on.map(({ title }) => title).join(", "))];
      }
      case "seed": {
        const other = /^\d{1,9}$/.test(seed) ? Number(seed) : (loaded?.seed ?? 0) + 1;
        return [{ seed: other }, ""];
      }
      case "link": {
        const [id, latencyUs, lossPerMillion] = [held(link, links), Math.max(0, Math.round(Number(latencyMs) * 1_000)) || 0, Math.min(1_000_000, Math.max(0, Math.round(Number(loss)))) || 0];
        return [{ link: id, latencyUs, lossPerMillion }, COMPARE_TEXTS.changed.link(id, latencyUs / 1_000, lossPerMillion)];
      }
      case "scenario":
        return [{ scenario: held(name, library) }, ""];
      case "file":
        return file === null || file.text === null ? null : [{ json: file.text }, file.name];
    }
  };
  const start = (): void => {
    const found = against();
    if (found === null) setFile((now) => now ?? { name: "", text: null, fault: COMPARE_TEXTS.noFile });
    else onStart(found[0], untilUs, found[1]);
  };
  const told = kind === "file" && file !== null && file.fault !== null ? [file.fault] : errors;
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
      <SelectField label={COMPARE_TEXTS.against} value={kind} choices={kinds.map((value) => ({ value, text: COMPARE_TEXTS.kinds[value] }))} onChoose={(value) => setKind(value as Kind)} />
      {kind === "branch" && <SelectField label={COMPARE_TEXTS.branch} value={held(branch, branches)} choices={branches} onChoose={setBranch} />}
      {kind === "file" && <FileField file={file} onFile={setFile} />}
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
      {told.length > 0 && (
        <ul role="alert" className="compare-errors">
          {told.map((text) => (
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

interface PickedFile {
  readonly name: string;
  readonly text: string | null;
  /** why there is no text */
  readonly fault: string | null;
}

function FileField({ file, onFile }: { readonly file: PickedFile | null; readonly onFile: (file: PickedFile) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="field">
      <span>{COMPARE_TEXTS.file}</span>
      <input
        ref={input}
        className="visually-hidden"
        type="file"
        tabIndex={-1}
        aria-label={COMPARE_TEXTS.file}
        accept=".json"
        onChange={(event) => {
          const [picked] = event.target.files ?? [];
          if (picked !== undefined) void readPicked(picked).then(onFile);
          event.target.value = "";
        }}
      />
      <div className="form-row compare-file">
        <Button onClick={() => input.current?.click()}>
          <Icon name="upload" />
          {COMPARE_TEXTS.choose}
        </Button>
        <output className="muted">{file?.name ?? ""}</output>
      </div>
    </div>
  );
}

async function readPicked(file: File): Promise<PickedFile> {
  if (file.size > LIMITS.fileBytesMax) return { name: file.name, text: null, fault: COMPARE_TEXTS.tooLarge(bytesOf(LIMITS.fileBytesMax)) };
  try {
    return { name: file.name, text: await file.text(), fault: null };
  } catch {
    return { name: file.name, text: null, fault: COMPARE_TEXTS.unreadable };
  }
}
