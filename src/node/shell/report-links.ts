import { RIGHT } from "../../wire/constants.ts";
import { queuedBytesOf } from "../core.ts";
import { type LinkEnd, PHASE } from "../link-end.ts";
import { connIsOpen } from "../relays.ts";
import { HALF } from "../tx-tables.ts";
import { columns } from "./columns.ts";
import { takesShells } from "./shell-right.ts";
import type { Asking } from "./verbs.ts";

const SESSIONS: Readonly<Record<number, string>> = { [PHASE.down]: "down", [PHASE.auth]: "auth", [PHASE.open]: "open" };
const HEAD = ["link", "session", "our CONN", "their CONN", "weight", "aux max", "SPANs out", "SPANs in", "queued", "shells from it", "shells to it"];

/** The links by this node's own numbers; what a session negotiated stands there while it is up. */
export function linksReport({ core }: Asking): string[] {
  if (core.links.length === 0) return ["no link"];
  return columns([HEAD, ...core.links.map((link) => [...sessionOf(link), ...trafficOf(link, queuedBytesOf(core, link))])]);
}

function sessionOf(link: LinkEnd): string[] {
  return [String(link.number), SESSIONS[link.phase]!, connOf(link.ourConn.bits), connOf(link.theirConn.bits), String(link.weight)];
}

function trafficOf(link: LinkEnd, queuedBytes: number): string[] {
  const up = link.phase === PHASE.open;
  const negotiated = up && link.profile === "header";
  const theirs = link.rights & RIGHT.DBG_SHELL ? "granted" : "refused";
  return [up ? String(link.auxBytesMax) : "-", String(link.spansSent), String(link.spansReceived), up ? String(queuedBytes) : "-", takesShells(link) ? "granted" : "refused", negotiated ? theirs : "-"];
}

function connOf(bits: number): string {
  if (bits < 0) return "none";
  if (!connIsOpen(bits)) return "closing";
  return bits & HALF.replyCreated ? "open" : "opening";
}
