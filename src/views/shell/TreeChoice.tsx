import { useMemo } from "react";
import type { Frame } from "../../port/messages.ts";
import { Select } from "../controls/select.tsx";
import { TEXTS } from "../../texts/page.ts";
import { useStable } from "./stable.ts";

interface TreeChoiceProps {
  readonly pfs: Frame["pfs"];
  readonly chosen: string | null;
  readonly onChoose: (pfs: string | null) => void;
}

/** Whose spanning tree is lit; clicking a node that offers a PFS chooses as well. */
export function TreeChoice({ pfs: offered, chosen, onChoose }: TreeChoiceProps) {
  const pfs = useStable(offered);
  return useMemo(() => <Choice pfs={pfs} chosen={chosen} onChoose={onChoose} />, [pfs, chosen, onChoose]);
}

function Choice({ pfs, chosen, onChoose }: TreeChoiceProps) {
  if (pfs.length === 0) return null;
  const choices = [{ value: "", text: TEXTS.stage.noTree }, ...pfs.map(({ label, node }) => ({ value: label, text: label === node ? label : `${label} (${node})` }))];
  return (
    <label className="tree-choice">
      <span>{TEXTS.stage.tree}</span>
      <Select className="select" value={chosen ?? ""} choices={choices} onChoose={(label) => onChoose(label || null)} />
    </label>
  );
}
