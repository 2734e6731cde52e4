import { useState } from "react";
import type { Frame, TopologyView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { CheckField, TextField } from "../controls/field.tsx";
import { CopiesField } from "../copies/CopiesField.tsx";
import { TEXTS } from "../../texts/page.ts";
import { heldRoute, NO_ROUTE, RouteFields, routeOfCommand } from "./RouteFields.tsx";

/** A message that opens nothing and is recorded nowhere (TX-01). */
export function OneWayForm({ session, topology, pfs }: { readonly session: Session; readonly topology: TopologyView; readonly pfs: Frame["pfs"] }) {
  const [chosen, setChosen] = useState(NO_ROUTE);
  const [text, setText] = useState("hello");
  const [reply, setReply] = useState(false);
  const [copies, setCopies] = useState(1);
  const route = heldRoute(chosen, topology, pfs);
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        session.onCommand({ do: "oneWay", ...routeOfCommand(route), text, ...(reply && { reply }), ...(copies > 1 && { copies }) });
      }}
    >
      <RouteFields topology={topology} pfs={pfs} route={route} onRoute={setChosen} />
      <TextField label={TEXTS.traffic.oneWayText} value={text} maxLength={4_000} onChange={(event) => setText(event.target.value)} />
      <CopiesField copies={copies} onCopies={setCopies} />
      <CheckField label={TEXTS.traffic.asStatus} checked={reply} onCheck={setReply} />
      <Button type="submit" disabled={route.to === ""}>
        {TEXTS.traffic.sendOneWay}
      </Button>
    </form>
  );
}
