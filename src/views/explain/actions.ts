import { EXPLAIN_TOPICS } from "../../store/explain.ts";
import type { Action } from "../palette/action.ts";
import { TEXTS } from "../../texts/explain.ts";

/** What the palette can ask to have explained. */
export const EXPLAIN_ACTIONS: readonly Action[] = [
  ...EXPLAIN_TOPICS.map(
    (topic) =>
      ({
        id: `explain.${topic}`,
        group: "view",
        title: TEXTS.actions.explain(TEXTS.topics[topic]),
        words: TEXTS.actions.words[topic],
        isOffered: ({ mirror }) => mirror.loaded !== null,
        run: ({ session }) => session.explain.show(topic, null, null),
      }) satisfies Action,
  ),
  {
    id: "explain.nodeView",
    group: "view",
    title: TEXTS.actions.toggleView,
    words: TEXTS.actions.viewWords,
    isOffered: ({ session }) => session.explain.store.getState().node !== null,
    run: ({ session }) => session.explain.setNodeView(!session.explain.store.getState().nodeView),
  },
];
