import { useMemo } from "react";
import type { Frame } from "../../port/messages.ts";
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
  return (
    <label className="tree-choice">
      <span>{TEXTS.stage.tree}</span>
      <select className="select" value={chosen ?? ""} onChange={(event) => onChoose(event.target.value || null)}>
        <option value="">{TEXTS.stage.noTree}</option>
        {pfs.map(({ label, node }) => (
          <option key={`${node} ${label}`} value={label}>
            {label === node ? label : `${label} (${node})`}
          </option>
        ))}
      </select>
    </label>
  );
}
