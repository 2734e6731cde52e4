import { ACTION_GROUPS, type Action, type ActionGroup } from "./action.ts";

/** How well a text matches what is looked for, 0 = not at all. */
export type Score = (text: string, search: string, words: readonly string[]) => number;

export interface RankedGroup {
  readonly group: ActionGroup | "recent";
  readonly actions: readonly Action[];
}

/** Of one group while nothing is looked for, and of all while something is. */
const GROUP_MAX = 12;
const FOUND_MAX = 60;
/** Nothing looked for: what was used last, then group by group. Otherwise the best first, in the groups of the best. */
export function ranked(actions: readonly Action[], search: string, recent: readonly string[], score: Score): { readonly groups: readonly RankedGroup[]; readonly count: number; readonly omitted: number } {
  return search.trim() === "" ? unasked(actions, recent) : found(actions, search.trim(), score);
}

function unasked(actions: readonly Action[], recent: readonly string[]) {
  const byId = new Map(actions.map((action) => [action.id, action]));
  const last = recent.flatMap((id) => byId.get(id) ?? []);
  const used = new Set(last);
  const groups: RankedGroup[] = last.length === 0 ? [] : [{ group: "recent", actions: last }];
  for (const group of ACTION_GROUPS) {
    const ofGroup = actions.filter((action) => action.group === group && action.onlyFound !== true && !used.has(action));
    if (ofGroup.length > 0) groups.push({ group, actions: ofGroup.slice(0, GROUP_MAX) });
  }
  const count = groups.reduce((sum, group) => sum + group.actions.length, 0);
  return { groups, count, omitted: actions.length - count };
}

function found(actions: readonly Action[], search: string, score: Score) {
  const asked = wordsOf(search);
  const points = ({ title, words }: Action): number => {
    const some = score(title, search, words === undefined ? [] : [words]);
    return some > 0 && begins(wordsOf(title), asked) ? some + 1 : some;
  };
  const scored = actions.map((action) => ({ action, points: points(action) })).filter(({ points }) => points > 0);
  scored.sort((a, b) => b.points - a.points);
  const groups = new Map<ActionGroup, Action[]>();
  for (const { action } of scored.slice(0, FOUND_MAX)) {
    const ofGroup = groups.get(action.group);
    if (ofGroup === undefined) groups.set(action.group, [action]);
    else ofGroup.push(action);
  }
  return { groups: [...groups].map(([group, ofGroup]) => ({ group, actions: ofGroup })), count: Math.min(scored.length, FOUND_MAX), omitted: Math.max(0, scored.length - FOUND_MAX) };
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Every word that is looked for begins one of the title: such an action stands before those in whose words the letters happen to occur. */
function begins(title: readonly string[], asked: readonly string[]): boolean {
  return asked.length > 0 && asked.every((word) => title.some((one) => one.startsWith(word)));
}
