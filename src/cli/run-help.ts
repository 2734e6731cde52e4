import { VARIANTS } from "../node/variants.ts";
import { LIBRARY } from "../scenarios/library.ts";
import { TOPOLOGY_FORMS } from "../sim/topologies.ts";
import { VARIANT_TEXTS } from "../texts/variants.ts";

/** What `spanscope run --help` says below its options. */
export function runHelp(): string {
  const width = Math.max(...TOPOLOGY_FORMS.map(({ usage }) => usage.length));
  const forms = TOPOLOGY_FORMS.map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`);
  const scenarios = LIBRARY.flatMap(({ name, chapter }, at) => [...(LIBRARY[at - 1]?.chapter === chapter ? [] : [`  ${chapter}`]), `    ${name}`]);
  const longest = Math.max(...VARIANTS.map(({ name }) => name.length));
  const variants = VARIANTS.map(({ name, forbiddenBy }) => `  ${name.padEnd(longest)}  ${VARIANT_TEXTS[name].sentence}${forbiddenBy.length === 0 ? "" : ` [forbidden by ${forbiddenBy.join(", ")}]`}`);
  return `
Topologies, or a GraphML, GEXF, DOT or JSON file:
${forms.join("\n")}

Variants:
${variants.join("\n")}

Scenarios of the library:
${scenarios.join("\n")}

Exit: 0 all is well, 1 violated or failed, 2 bad use. With --json one object on stdout; its schema is public/schema/run-1.schema.json.`;
}
