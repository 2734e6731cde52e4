import type { ActionSource } from "./action.ts";

/** Every scenario of the library, by its claim. */
export const scenarioActions: ActionSource = ({ mirror }) =>
  (mirror.loaded?.library ?? []).map(({ name, title, summary, chapter }) => ({
    id: `scenario.${name}`,
    group: "scenarios",
    title,
    words: `${chapter} ${summary}`,
    run: ({ session }) => session.load({ name }),
  }));
