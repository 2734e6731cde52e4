import { memo, useMemo, useState } from "react";
import { useStore } from "zustand";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import type { Choice } from "../controls/choices.ts";
import { Segmented, SelectField } from "../controls/field.tsx";
import { useStableOf } from "../shell/stable.ts";
import { TEXTS } from "../../texts/page.ts";
import { openShell } from "./open-shell.ts";

const T = TEXTS.terminal;
type Direction = "into" | "outof";

interface OpenShellProps {
  readonly session: Session;
  readonly node: string;
  /** whether the node offers a PFS itself */
  readonly offers: boolean;
}

/** Opens a shell in a node, from another one over the mesh, or from this node in another. */
export const OpenShell = memo(function OpenShell({ session, node, offers }: OpenShellProps) {
  const [direction, setDirection] = useState<Direction>(offers ? "into" : "outof");
  const [chosenNode, setNode] = useState("");
  const [chosenPfs, setPfs] = useState("");
  const topology = useStore(session.mirror, (mirror) => mirror.topology);
  const nodes = useMemo(() => topology?.nodes.flatMap(({ id }) => (id === node ? [] : [id])) ?? NONE, [topology, node]);
  const offered = useStore(session.mirror, useStableOf(({ panel }) => panel?.pfs ?? NO_PFS));
  const into = direction === "into";
  const targets = offered.filter((pfs) => (pfs.node === node) === into).map(({ label, node: at }) => ({ value: label, text: into || label === at ? label : `${label} (${at})` }));
  const from = into ? held(chosenNode, nodes) : node;
  const to = held(chosenPfs, targets.map(({ value }) => value));
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void openShell(session, from, to);
      }}
    >
      <Segmented label={T.direction} value={direction} choices={[{ value: "into", text: T.into(node) }, { value: "outof", text: T.outof(node) }]} onChoose={setDirection} />
      {targets.length === 0 ? (
        <p className="empty">{into ? T.offersNone(node) : T.nobodyOffers}</p>
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
});

const NONE: readonly string[] = [];
const NO_PFS: readonly { readonly label: string; readonly node: string }[] = [];

function choice(value: string): Choice {
  return { value, text: value };
}

function held(chosen: string, choices: readonly string[]): string {
  return choices.includes(chosen) ? chosen : (choices[0] ?? "");
}
