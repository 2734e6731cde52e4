import type { Profile } from "../wire/constants.ts";
import { Row } from "./row.ts";
import type { Run } from "./run.ts";

const row = new Row();

/** How the ends of the link read the header that a message went over: the scenario's profile where it is not known any more. */
export function profileOfMessage(run: Run, message: number): Profile {
  if (!run.rows.readIfKept(run.journal.sentRow(message), row)) return run.scenario.switches.profile;
  return run.world.links[row.link]?.profile ?? run.scenario.switches.profile;
}
