import { useState } from "react";
import type { CommitBoard, TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { CheckField, SelectField, TextField } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";

interface CommitFormProps {
  readonly session: Session;
  readonly topology: TopologyView;
  readonly board: CommitBoard;
}

/** Any node may coordinate: it opens a transaction to every master. */
export function CommitForm({ session, topology, board }: CommitFormProps) {
  const ids = topology.nodes.map(({ id }) => id);
  const [chosen, setChosen] = useState("");
  const [text, setText] = useState("rename a to b");
  const [nonBlocking, setNonBlocking] = useState(false);
  const node = ids.includes(chosen) ? chosen : (board.lines[0]?.node ?? ids.find((id) => !board.masters.some((master) => master.node === id)) ?? ids[0] ?? "");
  const start = () => session.onCommand({ do: "commit", as: freshCommit(board), node, text, ...(nonBlocking && { nonBlocking }) });
  return (
    <form
      className="commit-form"
      aria-label={TEXTS.commits.form}
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <SelectField label={TEXTS.commits.node} value={node} choices={ids.map((id) => ({ value: id, text: id }))} onChoose={setChosen} />
      <TextField label={TEXTS.commits.text} value={text} maxLength={1_000} onChange={(event) => setText(event.target.value)} />
      <CheckField label={TEXTS.commits.nonBlocking} checked={nonBlocking} onCheck={setNonBlocking} />
      <Button type="submit" disabled={node === ""}>
        {TEXTS.commits.start}
      </Button>
    </form>
  );
}

/** "c1", "c2" …: a name that no shown commit has, and no older one either. */
function freshCommit({ lines, count }: CommitBoard): string {
  const taken = new Set(lines.map(({ name }) => name));
  for (let number = count + 1; ; number++) if (!taken.has(`c${number}`)) return `c${number}`;
}
