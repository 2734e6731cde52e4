import type { LinkModel } from "../../port/messages.ts";
import { TEXTS } from "../../texts/page.ts";
import { bytesOf, durationOf, percentOf } from "../../texts/units.ts";

/** How a link treats bytes, in words and units. */
export function modelFacts(model: LinkModel): { readonly name: string; readonly value: string }[] {
  const { mode, stream, raw, latency, jitter, bandwidth, unlimited, perSecond, loss, corruption, duplication, reordering, reorderBy } = TEXTS.link;
  const facts: { name: string; value: string }[] = [
    { name: mode, value: model.mode === "stream" ? stream : raw },
    { name: latency, value: durationOf(model.latencyUs) },
    { name: jitter, value: durationOf(model.jitterUs) },
    { name: bandwidth, value: model.bandwidthBytesPerS === 0 ? unlimited : `${bytesOf(model.bandwidthBytesPerS)}${perSecond}` },
    { name: loss, value: percentOf(model.lossPerMillion) },
    { name: corruption, value: percentOf(model.corruptPerMillion) },
    { name: duplication, value: percentOf(model.duplicatePerMillion) },
  ];
  if (model.mode === "raw") facts.push({ name: reordering, value: `${percentOf(model.reorderPerMillion)}, ${reorderBy} ${durationOf(model.reorderUs)}` });
  return facts;
}
