import { generateCase } from "./generate/generate-case.ts";
declare const process: any, console: any;
const c = generateCase(Number(process.argv[2]));
console.log(c.form, JSON.stringify(c.scenario.switches), "end", c.faultsEndUs, c.boundUs);
for (const n of c.scenario.nodes) console.log(JSON.stringify(n));
for (const l of c.scenario.links) console.log(JSON.stringify(l));
for (const { atUs, command } of c.scenario.commands) console.log(atUs, JSON.stringify(command).slice(0, 300));
