import { memo } from "react";
import type { Frame } from "../../port/messages.ts";
import { TEXTS } from "../../texts/page.ts";

interface TreeChoiceProps {
  readonly pfs: Frame["pfs"];
  readonly chosen: string | null;
  readonly onChoose: (pfs: string | null) => void;
}

/** Whose spanning tree is lit; clicking a node that offers a PFS chooses as well. */
export const TreeChoice = memo(function TreeChoice({ pfs, chosen, onChoose }: TreeChoiceProps) {
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
});
