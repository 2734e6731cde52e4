import type { LinkModel } from "../../port/messages.ts";
import { PRESET_TEXTS } from "../../texts/stage.ts";

/** What the impairment form shows (ms, percent, kB/s, as text that is being typed) and what it means. */
export const IMPAIR_FIELDS = ["latency", "jitter", "bandwidth", "loss", "corruption", "duplication"] as const;
export type ImpairField = (typeof IMPAIR_FIELDS)[number];
export type ImpairDraft = Readonly<Record<ImpairField, string>>;

interface Meaning {
  readonly key: Exclude<keyof LinkModel, "mode">;
  /** how many of the model's units one of the form's is */
  readonly factor: number;
  readonly max: number;
}

const MEANING: Readonly<Record<ImpairField, Meaning>> = {
  latency: { key: "latencyUs", factor: 1_000, max: 60_000 },
  jitter: { key: "jitterUs", factor: 1_000, max: 60_000 },
  bandwidth: { key: "bandwidthBytesPerS", factor: 1_000, max: 1_000_000 },
  loss: { key: "lossPerMillion", factor: 10_000, max: 100 },
  corruption: { key: "corruptPerMillion", factor: 10_000, max: 100 },
  duplication: { key: "duplicatePerMillion", factor: 10_000, max: 100 },
};

export function draftOf(model: LinkModel): ImpairDraft {
  const draft: Partial<Record<ImpairField, string>> = {};
  for (const field of IMPAIR_FIELDS) draft[field] = String(model[MEANING[field].key] / MEANING[field].factor);
  return draft as ImpairDraft;
}

/** The model's number for what was typed; null = it is none, or too large. */
export function readField(field: ImpairField, text: string): number | null {
  const { factor, max } = MEANING[field];
  const value = Number(text.trim().replace(",", "."));
  if (text.trim() === "" || !Number.isFinite(value) || value < 0 || value > max) return null;
  return Math.round(value * factor);
}

/** The whole draft as a model; null = a field is wrong. */
export function readDraft(draft: ImpairDraft, mode: LinkModel["mode"]): Partial<LinkModel> | null {
  const model: { -readonly [Key in keyof LinkModel]?: LinkModel[Key] } = { mode };
  for (const field of IMPAIR_FIELDS) {
    const value = readField(field, draft[field]);
    if (value === null) return null;
    model[MEANING[field].key] = value;
  }
  return model;
}

export interface Preset {
  readonly text: string;
  readonly mode: LinkModel["mode"];
  readonly draft: ImpairDraft;
}

const NONE: ImpairDraft = { latency: "1", jitter: "0", bandwidth: "0", loss: "0", corruption: "0", duplication: "0" };

export const PRESETS: readonly Preset[] = [
  { text: PRESET_TEXTS.perfect, mode: "stream", draft: NONE },
  { text: PRESET_TEXTS.lan, mode: "stream", draft: { ...NONE, latency: "0.2", jitter: "0.1", bandwidth: "125000" } },
  { text: PRESET_TEXTS.continent, mode: "stream", draft: { ...NONE, latency: "40", jitter: "3" } },
  { text: PRESET_TEXTS.satellite, mode: "stream", draft: { ...NONE, latency: "280", jitter: "20", bandwidth: "2500", loss: "0.5" } },
  { text: PRESET_TEXTS.modem, mode: "stream", draft: { ...NONE, latency: "30", bandwidth: "7" } },
  { text: PRESET_TEXTS.lossy, mode: "raw", draft: { ...NONE, latency: "5", jitter: "2", loss: "5" } },
  { text: PRESET_TEXTS.bitRot, mode: "raw", draft: { ...NONE, latency: "5", corruption: "2" } },
];
