import { isCut, linkName, linkState } from "../stage/facts.ts";
import { PALETTE_TEXTS } from "../../texts/palette.ts";
import type { ActionContext, ActionSource } from "./action.ts";

const { cuts } = PALETTE_TEXTS;

/** Every link by name, to be cut or healed as by a click on it. */
export const cutActions: ActionSource = ({ mirror: { topology, frame } }) =>
  (topology?.links ?? []).map(({ id, a, b }, link) => {
    const heals = isCut(linkState(frame, link));
    const name = linkName(topology!, link);
    return {
      id: `cuts.${id}`,
      group: "cuts" as const,
      onlyFound: true,
      title: heals ? cuts.heal(name) : cuts.cut(name),
      words: `${heals ? cuts.healWords : cuts.cutWords} ${id} ${b}-${a}`,
      run: ({ session }: ActionContext) => session.onStageCommand(heals ? { do: "heal", link: id } : { do: "cut", link: id, how: "close" }),
    };
  });
