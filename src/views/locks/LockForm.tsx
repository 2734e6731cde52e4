import { useState } from "react";
import type { Command, LockBoard, TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { CheckField, SelectField } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";

type Ask = Extract<Command, { readonly do: "lock" }>;

const DOMAINS: readonly Ask["domain"][] = ["ATTR", "DIRENT", "TREE", "INUM"];
const STATES: readonly Ask["state"][] = ["SHARED", "EXCLUSIVE", "MODIFIED"];

interface LockFormProps {
  readonly session: Session;
  readonly board: LockBoard;
  readonly topology: TopologyView;
  readonly onTaken: (name: string) => void;
}

/** Lets a client ask for a lock, and chooses it. */
export function LockForm({ session, board, topology, onTaken }: LockFormProps) {
  const clients = topology.nodes.map(({ id }) => id);
  const [chosenNode, setNode] = useState("");
  const [chosenPath, setPath] = useState("");
  const [domain, setDomain] = useState<Ask["domain"]>("ATTR");
  const [state, setState] = useState<Ask["state"]>("SHARED");
  const [flags, setFlags] = useState({ nonBlocking: false, yields: false, one: false });
  const node = clients.includes(chosenNode) ? chosenNode : (clientsFirst(topology) ?? "");
  const key = board.tree.includes(chosenPath) ? chosenPath : (board.tree[board.tree.length > 2 ? 2 : 0] ?? "/");
  const ask = async (): Promise<void> => {
    const as = freshName(board, node);
    const done = await session.command({ do: "lock", as, node, key, domain, state, ...(flags.one && { mode: "one" }), ...(flags.nonBlocking && { nonBlocking: true }), ...(flags.yields && { yields: true }) });
    if (done) onTaken(as);
  };
  const submit = (event: { preventDefault: () => void }): void => {
    event.preventDefault();
    void ask();
  };
  return (
    <form className="form lock-form" aria-label={TEXTS.locks.take} onSubmit={submit}>
      <div className="lock-fields">
        <SelectField label={TEXTS.locks.node} value={node} choices={choices(clients)} onChoose={setNode} />
        <SelectField label={TEXTS.locks.path} value={key} choices={choices(board.tree)} onChoose={setPath} />
        <SelectField label={TEXTS.locks.domain} value={domain} choices={choices(DOMAINS)} onChoose={(value) => setDomain(value as Ask["domain"])} />
        <SelectField label={TEXTS.locks.state} value={state} choices={choices(STATES)} onChoose={(value) => setState(value as Ask["state"])} />
      </div>
      <div className="lock-options">
        <CheckField label={TEXTS.locks.nonBlocking} checked={flags.nonBlocking} onCheck={(nonBlocking) => setFlags({ ...flags, nonBlocking })} />
        <CheckField label={TEXTS.locks.yields} checked={flags.yields} onCheck={(yields) => setFlags({ ...flags, yields })} />
        {board.masters.length > 1 && <CheckField label={TEXTS.locks.viaOne} checked={flags.one} onCheck={(one) => setFlags({ ...flags, one })} />}
        <Button type="submit" disabled={node === ""}>
          {TEXTS.locks.ask}
        </Button>
      </div>
    </form>
  );
}

function choices(values: readonly string[]) {
  return values.map((value) => ({ value, text: value }));
}

/** A node that offers a client's PFS rather than a master's, else the first. */
function clientsFirst({ nodes }: TopologyView): string | undefined {
  return (nodes.find(({ pfs }) => pfs.some(({ type }) => type === "CLIENT")) ?? nodes[0])?.id;
}

/** Names of locks that are over and gone are not on the board; a number that was never used on it is free. */
function freshName(board: LockBoard, node: string): string {
  const base = `${node.toLowerCase()}-lock`;
  const taken = new Set(board.locks.map(({ name }) => name));
  for (let number = 1; ; number++) if (!taken.has(`${base}${number}`)) return `${base}${number}`;
}
