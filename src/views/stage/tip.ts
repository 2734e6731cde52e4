import { FAMILIES, FLIGHT_MARK } from "../../store/contract.ts";
import { impairmentText, isCut, isSealed, linkEnds, linkName, linkState, linkStateText, nodeFacts, nodeState } from "./facts.ts";
import type { Hit, StageEngine } from "./stage-engine.ts";
import { knownSentence } from "../explain/known-sentences.ts";
import { FAMILY_TEXT, TEXTS, durationText } from "../../texts/stage.ts";

/** The small sentence at the pointer: what it is, and what a click does. Plain DOM, so that moving costs no rendering. */
export interface Tip {
  show(hit: Hit, x: number, y: number): void;
  hide(): void;
}

const AWAY_PX = 14;

export function createTip(element: HTMLElement, engine: StageEngine): Tip {
  let shown = "";
  return {
    show(hit, x, y) {
      const lines = tipLines(engine, hit);
      const text = lines.join("\n");
      if (text !== shown) {
        shown = text;
        element.replaceChildren(...lines.map((line) => Object.assign(document.createElement("div"), { textContent: line })));
      }
      element.hidden = lines.length === 0;
      const room = element.parentElement?.getBoundingClientRect();
      const { offsetWidth: width, offsetHeight: height } = element;
      const left = room && x + AWAY_PX + width > room.width ? x - AWAY_PX - width : x + AWAY_PX;
      const top = room && y + AWAY_PX + height > room.height ? y - AWAY_PX - height : y + AWAY_PX;
      element.style.transform = `translate(${Math.max(0, Math.round(left))}px, ${Math.max(0, Math.round(top))}px)`;
    },
    hide() {
      element.hidden = true;
    },
  };
}

function tipLines(engine: StageEngine, hit: Hit): string[] {
  const { nodeView, topology } = engine;
  if (nodeView !== null && topology !== null) return [knownSentence(nodeView, topology, hit)];
  if (hit.kind === "node") return nodeLines(engine, hit.node);
  if (hit.kind === "link") return linkLines(engine, hit.link);
  return messageLines(engine, hit.message);
}

function nodeLines({ topology, frame }: StageEngine, node: number): string[] {
  const view = topology?.nodes[node];
  if (!topology || view === undefined) return [];
  const { plain, offers } = nodeFacts(topology, frame, node, frame?.tree?.pfs ?? null);
  const open = frame?.nodeTransactions[node] ?? 0;
  const entries = frame?.nodeEntries[node] ?? 0;
  const state = nodeState(frame, node);
  const lines = [`${view.id} · ${TEXTS.role[view.role]}${state === "up" ? "" : ` · ${TEXTS.nodeState[state]}`}`];
  const facts = [state === "up" ? plain : "", offers].filter((text) => text !== "").join(" · ");
  if (facts !== "") lines.push(facts);
  const held = [open > 0 ? TEXTS.openTransactions(open) : "", entries > 0 ? TEXTS.entries(entries) : ""].filter((text) => text !== "");
  if (held.length > 0) lines.push(held.join(" · "));
  return lines;
}

function linkLines({ topology, frame, lookOnly }: StageEngine, link: number): string[] {
  if (!topology || topology.links[link] === undefined) return [];
  const { model } = topology.links[link];
  const state = linkState(frame, link);
  const said = linkStateText(frame, link);
  const impaired = impairmentText(model, model.latencyUs);
  const lines = [TEXTS.linkTip(linkName(topology, link), said === "" ? TEXTS.linkState[state] : said)];
  if (isSealed(frame, link)) lines.push(TEXTS.encryptedTip);
  lines.push(impaired === "" ? durationText(model.latencyUs) : impaired);
  if (!lookOnly) lines.push(isCut(state) ? TEXTS.clickToHeal : TEXTS.clickToCut);
  return lines;
}

function messageLines({ topology, frame, lookOnly }: StageEngine, message: number): string[] {
  const flights = frame?.flights;
  const row = flights ? flights.message.indexOf(message) : -1;
  if (!topology || !flights || row === -1) return [];
  const ends = linkEnds(topology, flights.link[row]);
  const marks = flights.marks[row];
  const kind = [FAMILY_TEXT[FAMILIES[flights.family[row]] ?? "housekeeping"]];
  if ((marks & FLIGHT_MARK.reply) !== 0) kind.push(TEXTS.reply);
  if ((marks & FLIGHT_MARK.injected) !== 0) kind.push(TEXTS.injected);
  if ((marks & FLIGHT_MARK.corrupted) !== 0) kind.push(TEXTS.corrupted);
  if ((marks & FLIGHT_MARK.queued) !== 0) kind.push(TEXTS.queued);
  if ((marks & FLIGHT_MARK.willBeLost) !== 0) kind.push(TEXTS.willBeLost);
  const [from, to] = flights.direction[row] === 0 ? [ends.a, ends.b] : [ends.b, ends.a];
  const said = TEXTS.messageTip(message, kind.join(", "), from, to);
  return lookOnly ? [said] : [said, TEXTS.clickToInspect];
}
