import { useState } from "react";
import type { LinkInspection } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { SelectField, TextField } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";
import { shortUuid } from "../../texts/units.ts";

interface FilterFormProps {
  readonly session: Session;
  readonly link: string;
  readonly direction: LinkInspection["directions"][number];
}

/** LINK-05: labels by pattern, a cluster, a node; the CONN closes, if it is open, and opens again with them. */
export function FilterForm({ session, link, direction }: FilterFormProps) {
  const { from: node, asks, choices } = direction;
  const [label, setLabel] = useState(asks.label);
  const [clid, setClid] = useState(asks.clid);
  const [fsid, setFsid] = useState(asks.fsid);
  const ask = (pattern: string, cluster: string, one: string) =>
    session.onCommand({ do: "setFilter", link, node, filter: { ...(pattern === "" ? {} : { label: pattern }), ...(cluster === "" ? {} : { clid: cluster }), ...(one === "" ? {} : { fsid: one }) } });
  const clusters = withAsked(choices.clusters.map((value) => ({ value, text: shortUuid(value) })), asks.clid);
  const nodes = withAsked(choices.nodes.map(({ fsid: value, label: text }) => ({ value, text })), asks.fsid);
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        ask(label.trim(), clid, fsid);
      }}
    >
      <TextField label={TEXTS.link.pattern} hint={TEXTS.link.patternHint} placeholder="*" value={label} maxLength={120} onChange={(event) => setLabel(event.target.value)} />
      <div className="form-row">
        <SelectField label={TEXTS.link.filterCluster} value={clid} choices={clusters} onChoose={setClid} />
        <SelectField label={TEXTS.link.filterNode} value={fsid} choices={nodes} onChoose={setFsid} />
      </div>
      <div className="act-row">
        <Button type="submit" small>
          {TEXTS.link.ask}
        </Button>
        <Button small look="quiet" onClick={() => ask("", "", "")}>
          {TEXTS.link.askAll}
        </Button>
      </div>
    </form>
  );
}

type Choices = readonly { readonly value: string; readonly text: string }[];

/** Any, those there are, and the one that is asked for, if nobody has it (yet). */
function withAsked(there: Choices, asked: string): Choices {
  const all = [{ value: "", text: TEXTS.link.any }, ...there];
  return all.some(({ value }) => value === asked) ? all : [...all, { value: asked, text: shortUuid(asked) }];
}
