import { MESSAGE_VIEWS, type MessageView } from "../../store/ui.ts";
import { MESSAGE_TEXTS } from "../../texts/message.ts";
import { openSide } from "../shell/page-acts.ts";
import type { Action, ActionContext, ActionSource } from "./action.ts";

const T = MESSAGE_TEXTS.palette;

/** What can be done with the message that is looked at, and with bytes that are being written. */
export const messageActions: ActionSource = ({ ui: { selection, enlarged } }) => {
  if (selection?.kind !== "message" && selection?.kind !== "draft") return [];
  const width = action("width", enlarged.right ? MESSAGE_TEXTS.narrow : MESSAGE_TEXTS.wide, ({ session, ui }) => session.ui.enlarge("right", !ui.enlarged.right));
  if (selection.kind === "draft") return [action("undo", T.undo, ({ session }) => void session.undoDraft()), action("redo", T.redo, ({ session }) => void session.redoDraft()), width];
  const { message } = selection;
  return [action("edit", T.edit(message), ({ session }) => void session.editMessage(message)), ...MESSAGE_VIEWS.map((view) => action(view, T.views[view](message), ({ session }) => look(session, view))), width];
};

function action(id: string, title: string, run: (context: ActionContext) => void): Action {
  return { id: `message.${id}`, group: "selected", title, run };
}

function look(session: ActionContext["session"], view: MessageView): void {
  session.ui.showMessageAs(view);
  openSide(session, "right");
}
