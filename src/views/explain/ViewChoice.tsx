import { useStore } from "zustand";
import type { Session } from "../../store/session.ts";
import { Segmented } from "../controls/field.tsx";
import { TEXTS } from "../../texts/explain.ts";

/** System view or what the selected node knows; over the stage, as it changes all of it. */
export function ViewChoice({ session }: { readonly session: Session }) {
  const { node, nodeView } = useStore(session.explain.store);
  const isOutside = useStore(session.mirror, ({ topology }) => topology?.nodes.find(({ id }) => id === node)?.role === "outside");
  // what a peer outside of the run knows, nobody can look up
  if (node === null || isOutside) return null;
  return (
    <div className="view-choice">
      <Segmented
        label={TEXTS.view.switch}
        value={nodeView ? "node" : "system"}
        choices={[
          { value: "system", text: TEXTS.view.system },
          { value: "node", text: TEXTS.view.ofNode(node) },
        ]}
        onChoose={(value) => session.explain.setNodeView(value === "node")}
      />
    </div>
  );
}
