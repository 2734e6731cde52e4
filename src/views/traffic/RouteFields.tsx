import type { Frame, TopologyView } from "../../port/messages.ts";
import { SelectField } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";
import { BEST, kept, PEER, targetChoices, wayChoices } from "./ways.ts";

export interface Route {
  readonly from: string;
  readonly to: string;
  readonly via: string;
}

export const NO_ROUTE: Route = { from: "", to: "", via: BEST };

/** The route that holds: what was chosen, as far as the topology still has it. */
export function heldRoute(route: Route, topology: TopologyView, pfs: Frame["pfs"]): Route {
  const nodes = topology.nodes.map(({ id }) => ({ value: id, text: id }));
  const from = kept(route.from, nodes);
  const to = kept(route.to, targetChoices(pfs, from));
  return { from, to, via: kept(route.via, wayChoices(topology, from, to)) };
}

/** The part of a command that says where it goes. */
export function routeOfCommand({ from, to, via }: Route): { readonly from: string; readonly to: string; readonly via?: string } {
  const target = to === PEER ? "peer" : to;
  return via === BEST ? { from, to: target } : { from, to: target, via };
}

interface RouteFieldsProps {
  readonly topology: TopologyView;
  readonly pfs: Frame["pfs"];
  readonly route: Route;
  readonly onRoute: (route: Route) => void;
}

/** From a node, to a PFS, over a span. */
export function RouteFields({ topology, pfs, route, onRoute }: RouteFieldsProps) {
  return (
    <>
      <div className="form-row">
        <SelectField label={TEXTS.traffic.from} value={route.from} choices={topology.nodes.map(({ id }) => ({ value: id, text: id }))} onChoose={(from) => onRoute({ ...route, from })} />
        <SelectField label={TEXTS.traffic.to} value={route.to} choices={targetChoices(pfs, route.from)} onChoose={(to) => onRoute({ ...route, to })} />
      </div>
      <SelectField label={TEXTS.traffic.over} value={route.via} choices={wayChoices(topology, route.from, route.to)} onChoose={(via) => onRoute({ ...route, via })} />
    </>
  );
}
