import { REFUSAL_TEXTS as NO } from "../texts/refusals.ts";
import type { Command } from "./commands.ts";
import type { Engine } from "./engine.ts";
import { textProblem } from "./apply-traffic.ts";
import { NODE_PHASE } from "./trace.ts";

// Commands that start commits and ask for their abort (QRM-01).

export function commit(engine: Engine, command: Extract<Command, { do: "commit" }>): string | null {
  const { commits, cluster } = engine;
  if (command.as === "") return NO.as;
  if (commits.get(command.as)) return NO.commitExists(command.as);
  if (!cluster) return NO.noMasters;
  const problem = textProblem(command.text);
  if (problem) return problem;
  const node = engine.nodeById.get(command.node);
  if (!node) return NO.node(command.node);
  if (node.phase !== NODE_PHASE.up) return NO.down(node.id);
  const tag = commits.add(command.as, node.index, command.text, engine.moment.nowUs);
  const refused = engine.ask(node, { kind: "commit", text: command.text, nonBlocking: command.nonBlocking ?? false, tag });
  if (refused !== null) commits.refused(tag);
  return refused;
}

export function abortCommit(engine: Engine, command: Extract<Command, { do: "abortCommit" }>): string | null {
  const named = engine.commits.get(command.commit);
  if (!named) return NO.commit(command.commit);
  const node = engine.nodes[named.node]!;
  if (node.phase !== NODE_PHASE.up) return NO.coordinatorDown(node.id);
  const refused = engine.ask(node, { kind: "abortCommit", operationHi: named.operationHi, operationLo: named.operationLo });
  return refused === null ? null : NO.forgotten(node.id);
}
