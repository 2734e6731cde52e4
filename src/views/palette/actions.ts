import { CAUSALITY_ACTIONS } from "../causality/causality-actions.ts";
import type { Action, ActionContext, ActionSource, PlaceKeys } from "./action.ts";
import { cutActions } from "./cut-actions.ts";
import { messageActions } from "./message-actions.ts";
import { EXPLAIN_ACTIONS } from "../explain/actions.ts";
import { PAGE_ACTIONS } from "./page-actions.ts";
import { LIST_KEYS, STAGE_KEYS } from "./place-keys.ts";
import { scenarioActions } from "./scenario-actions.ts";
import { selectedActions } from "./selected-actions.ts";
import { STAGE_ACTIONS } from "./stage-actions.ts";
import { TAPE_ACTIONS } from "../tape/tape-actions.ts";
import { thingActions } from "./thing-actions.ts";
import { TIME_ACTIONS } from "./time-actions.ts";

/**
 * The registry of everything that the lab can do. A part of the page brings its actions in a file of its own and adds a line
 * here; the palette (Ctrl+K), the keys of the page and the list of keys ("?") then have them. A test holds that no two of
 * them want the same key or the same id.
 */

/** Always the same actions, with their keys. */
export const ACTIONS: readonly Action[] = [...EXPLAIN_ACTIONS, ...TIME_ACTIONS, ...PAGE_ACTIONS, ...STAGE_ACTIONS, ...CAUSALITY_ACTIONS, ...TAPE_ACTIONS];

/** Actions that follow the run and the selection. */
export const SOURCES: readonly ActionSource[] = [selectedActions, cutActions, messageActions, scenarioActions, thingActions];

/** Keys of single places. */
export const PLACES: readonly PlaceKeys[] = [STAGE_KEYS, LIST_KEYS];

/** Everything that can be done now. */
export function offeredActions(context: ActionContext): Action[] {
  return [...ACTIONS.filter(({ isOffered }) => isOffered?.(context) ?? true), ...SOURCES.flatMap((source) => source(context))];
}
