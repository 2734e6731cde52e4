import { useState } from "react";
import { useStore } from "zustand";
import type { NodeInspection } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { type Choice, Segmented, SelectField } from "../controls/field.tsx";
import { useStable } from "../shell/stable.ts";
import { TEXTS } from "../../texts/page.ts";
import { openShell } from "./open-shell.ts";

const T = TEXTS.terminal;
type Direction = "into" | "outof";

/** Opens a shell in a node, from another one over the mesh, or from this node in another. */
export function OpenShell({ session, node }: { readonly session: Session; readonly node: NodeInspection }) {
  const [direction, setDirection] = useState<Direction>(node.offers.length > 0 ? "into" : "outof");
  const [chosenNode, setNode] = useState("");
  const [chosenPfs, setPfs] = useState("");
  const topology = useStore(session.mirror, (mirror) => mirror.topology);
  const nodes = topology?.nodes.flatMap(({ id }) => (id === node.id ? [] : [id])) ?? NONE;
  const offered = useStable(useStore(session.mirror, ({ panel }) => panel?.pfs ?? NO_PFS));
  const into = direction === "into";
  const targets = offered.filter((pfs) => (pfs.node === node.id) === into).map(({ label, node: at }) => ({ value: label, text: into || label === at ? label : `${label} (${at})` }));
  const from = into ? held(chosenNode, nodes) : node.id;
  const to = held(chosenPfs, targets.map(({ value }) => value));
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void openShell(session, from, to);
      }}
    >
      <Segmented label={T.direction} value={direction} choices={[{ value: "into", text: T.into(node.id) }, { value: "outof", text: T.outof(node.id) }]} onChoose={setDirection} />
      {targets.length === 0 ? (
        <p className="empty">{into ? T.offersNone(node.id) : T.nobodyOffers}</p>
      ) : (
        <div className="form-row shell-route">
          {into && <SelectField label={T.from} value={from} choices={nodes.map(choice)} onChoose={setNode} />}
          <SelectField label={T.to} value={to} choices={targets} onChoose={setPfs} />
          <Button type="submit" disabled={from === "" || to === ""}>
            {T.open}
          </Button>
        </div>
      )}
    </form>
  );
}

const NONE: readonly string[] = [];
const NO_PFS: readonly { readonly label: string; readonly node: string }[] = [];

function choice(value: string): Choice {
  return { value, text: value };
}

function held(chosen: string, choices: readonly string[]): string {
  return choices.includes(chosen) ? chosen : (choices[0] ?? "");
}
