import type { Frame, TopologyView } from "../../port/messages.ts";
import { LINK_STATE, NODE_STATE } from "../../store/contract.ts";

export type LinkStateName = keyof typeof LINK_STATE;
export type NodeStateName = keyof typeof NODE_STATE;

export interface LinkRow {
  readonly id: string;
  readonly state: LinkStateName;
  /** by a fault, and so to be healed; a link that is down comes up again by itself */
  readonly cut: boolean;
}

export interface NodeRow {
  readonly id: string;
  readonly state: NodeStateName;
}

const LINK_NAMES = Object.keys(LINK_STATE) as LinkStateName[];
const NODE_NAMES = Object.keys(NODE_STATE) as NodeStateName[];

export function linkStateName(code: number | undefined): LinkStateName {
  return LINK_NAMES.find((name) => LINK_STATE[name] === code) ?? "down";
}

export function nodeStateName(code: number | undefined): NodeStateName {
  return NODE_NAMES.find((name) => NODE_STATE[name] === code) ?? "up";
}

export function isCut(state: LinkStateName): boolean {
  return state === "suspended" || state === "closed" || state === "silent";
}

export function linkRows(topology: TopologyView | null, frame: Frame | null): LinkRow[] {
  return (topology?.links ?? []).map(({ id }, index) => {
    const state = linkStateName(frame?.linkStates[index]);
    return { id, state, cut: isCut(state) };
  });
}

export function nodeRows(topology: TopologyView | null, frame: Frame | null): NodeRow[] {
  return (topology?.nodes ?? []).map(({ id }, index) => ({ id, state: nodeStateName(frame?.nodeStates[index]) }));
}
