import { useState } from "react";
import type { Frame, TopologyView, TransactionLine } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { CheckField, TextField } from "../controls/field.tsx";
import { CopiesField } from "../copies/CopiesField.tsx";
import { TEXTS } from "../../texts/page.ts";
import { heldRoute, NO_ROUTE, RouteFields, routeOfCommand } from "./RouteFields.tsx";
import { freshName } from "./ways.ts";

interface OpenFormProps {
  readonly session: Session;
  readonly topology: TopologyView;
  readonly pfs: Frame["pfs"];
  readonly transactions: readonly TransactionLine[];
}

/** Opens a transaction, and selects it so that its path is drawn. */
export function OpenForm({ session, topology, pfs, transactions }: OpenFormProps) {
  const [chosen, setChosen] = useState(NO_ROUTE);
  const [text, setText] = useState("hello");
  const [close, setClose] = useState(false);
  const [nonBlocking, setNonBlocking] = useState(false);
  const [copies, setCopies] = useState(1);
  const route = heldRoute(chosen, topology, pfs);
  const open = async () => {
    const as = freshName(transactions);
    const done = await session.command({ do: "open", as, ...routeOfCommand(route), text, ...(close && { close }), ...(nonBlocking && { nonBlocking }), ...(copies > 1 && { copies }) });
    if (done) session.select({ kind: "transaction", name: as });
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void open();
      }}
    >
      <RouteFields topology={topology} pfs={pfs} route={route} onRoute={setChosen} />
      <TextField label={TEXTS.traffic.text} value={text} maxLength={4_000} onChange={(event) => setText(event.target.value)} />
      <CopiesField copies={copies} onCopies={setCopies} />
      <CheckField label={TEXTS.traffic.closeAtOnce} checked={close} onCheck={setClose} />
      <CheckField label={TEXTS.traffic.nonBlocking} checked={nonBlocking} onCheck={setNonBlocking} />
      <Button type="submit" disabled={route.to === ""}>
        {TEXTS.traffic.open}
      </Button>
    </form>
  );
}
