import { useId, useState } from "react";
import type { Frame, TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { SelectField, TextField } from "../controls/field.tsx";
import { connect } from "../stage/commands.ts";
import { FormAt } from "../stage/FormAt.tsx";
import { ImpairForm } from "../stage/ImpairForm.tsx";
import { LeafForm } from "../stage/LeafForm.tsx";
import { OfferForm } from "../stage/OfferForm.tsx";
import { StatusForm } from "../stage/StatusForm.tsx";
import { freshName } from "../traffic/ways.ts";
import type { RowForm } from "./row-commands.ts";
import { TABLE_TEXTS } from "../../texts/tables.ts";

interface RowFormsProps {
  readonly form: RowForm;
  readonly at: { readonly left: number; readonly top: number };
  readonly session: Session;
  readonly topology: TopologyView;
  readonly panel: Frame | null;
  readonly onClose: () => void;
}

type Shared = Omit<RowFormsProps, "form">;

/** The form that a row's command leads to, beside its row. */
export function RowForms({ form, ...shared }: RowFormsProps) {
  const { at, session, topology, onClose } = shared;
  const forStage = { at, onCommand: session.onCommand, onClose };
  switch (form.form) {
    case "impair": {
      const link = topology.links.findIndex(({ id }) => id === form.link);
      return link === -1 ? null : <ImpairForm {...forStage} topology={topology} links={[link]} />;
    }
    case "offer":
      return <OfferForm {...forStage} node={form.node} />;
    case "leaf": {
      const { x = 0, y = 0 } = topology.nodes.find(({ id }) => id === form.node) ?? {};
      return <LeafForm {...forStage} topology={topology} node={form.node} place={{ x, y: y + 1 }} />;
    }
    case "status":
      return <StatusForm {...forStage} node={form.node} pfs={form.pfs} />;
    case "open":
      return <OpenForm {...shared} node={form.node} to={form.to} via={form.via} />;
    case "send":
      return <SendForm {...shared} transaction={form.transaction} />;
    case "connect":
      return <ConnectForm {...shared} node={form.node} kind={form.kind} />;
  }
}

function OpenForm({ at, session, panel, onClose, node, to, via }: Shared & { readonly node: string; readonly to: string | null; readonly via: string | null }) {
  const [choices] = useState(() => (panel?.pfs ?? []).filter((one) => one.node !== node).map(({ label, node: owner }) => ({ value: label, text: label === owner ? label : `${label} (${owner})` })));
  const [target, setTarget] = useState(to ?? choices[0]?.value ?? "");
  const [text, setText] = useState<string>(TABLE_TEXTS.open.first);
  const open = (): void => {
    if (target === "") return;
    const as = freshName(panel?.transactions ?? []);
    session.onCommand({ do: "open", as, from: node, to: target, ...(via === null ? {} : { via }), text });
    onClose();
  };
  return (
    <FormAt at={at} title={TABLE_TEXTS.open.title(node)} sentence={choices.length === 0 ? TABLE_TEXTS.open.nobody : TABLE_TEXTS.open.sentence} submit={TABLE_TEXTS.open.submit} onSubmit={open} onClose={onClose}>
      <div className="form">
        <SelectField label={TABLE_TEXTS.open.to} value={target} choices={choices} onChoose={setTarget} />
        <TextField label={TABLE_TEXTS.open.text} value={text} maxLength={4_000} onChange={(event) => setText(event.target.value)} />
      </div>
    </FormAt>
  );
}

function SendForm({ at, session, onClose, transaction }: Shared & { readonly transaction: string }) {
  const [by, setBy] = useState("opener");
  const [text, setText] = useState("");
  const send = (): void => {
    session.onCommand({ do: "send", transaction, by: by === "target" ? "target" : "opener", text });
    onClose();
  };
  return (
    <FormAt at={at} title={TABLE_TEXTS.sendForm.title(transaction)} sentence={TABLE_TEXTS.sendForm.sentence} submit={TABLE_TEXTS.sendForm.submit} onSubmit={send} onClose={onClose}>
      <div className="form">
        <SelectField label={TABLE_TEXTS.sendForm.by} value={by} choices={WHO} onChoose={setBy} />
        <TextField label={TABLE_TEXTS.sendForm.text} value={text} maxLength={4_000} onChange={(event) => setText(event.target.value)} />
      </div>
    </FormAt>
  );
}

const WHO = [
  { value: "opener", text: TABLE_TEXTS.opener },
  { value: "target", text: TABLE_TEXTS.target },
] as const;

/** A node by name: with a thousand of them nobody scrolls through a list. */
function ConnectForm({ at, session, topology, onClose, node, kind }: Shared & { readonly node: string; readonly kind: "stream" | "shm" }) {
  const [to, setTo] = useState("");
  const listId = useId();
  const other = topology.nodes.findIndex(({ id }) => id === to.trim() && id !== node);
  const add = (): void => {
    if (other === -1) return;
    session.onCommand(connect(topology, topology.nodes.findIndex(({ id }) => id === node), other, kind));
    onClose();
  };
  return (
    <FormAt at={at} title={TABLE_TEXTS.connect.title(node)} sentence={TABLE_TEXTS.connect.sentence[kind]} submit={TABLE_TEXTS.connect.submit} onSubmit={add} onClose={onClose}>
      <div className="form">
        <TextField label={TABLE_TEXTS.connect.to} list={listId} value={to} maxLength={60} required aria-invalid={to !== "" && other === -1} hint={to !== "" && other === -1 ? TABLE_TEXTS.connect.unknown : undefined} onChange={(event) => setTo(event.target.value)} />
        <datalist id={listId}>
          {topology.nodes.filter(({ id }) => id !== node).map(({ id }) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
        </datalist>
      </div>
    </FormAt>
  );
}
