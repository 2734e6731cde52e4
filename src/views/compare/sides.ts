/** The files of a comparison, made of the run file of this run. */

export interface LinkChange {
  readonly link: string;
  readonly latencyUs: number;
  readonly lossPerMillion: number;
}

type Json = Readonly<Record<string, unknown>>;

/** This run as a scenario: its own commands and, at their times, those of whoever watched; it ends at no time of its own. */
export function scenarioOfRun(runFile: string, untilUs: number): Json {
  const { scenario, seed, commands } = JSON.parse(runFile) as { readonly scenario: Json; readonly seed: number; readonly commands: readonly Json[] };
  const placed = commands.map(({ afterSteps: _, ...timed }) => timed);
  return { ...scenario, seed, until: untilUs, expect: [], commands: [...((scenario.commands as readonly Json[] | undefined) ?? []), ...placed] };
}

/** The same with one link that treats its bytes otherwise. */
export function withLink(own: Json, { link: id, latencyUs, lossPerMillion }: LinkChange): Json {
  const topology = own.topology as { readonly links: readonly (Json & { readonly id: string; readonly model?: Json })[] };
  const links = topology.links.map((link) => (link.id === id ? { ...link, model: { ...link.model, latencyUs, lossPerMillion } } : link));
  return { ...own, topology: { ...topology, links } };
}
