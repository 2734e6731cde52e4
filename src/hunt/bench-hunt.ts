import { generateCase } from "./generate/generate-case.ts";
import { runCase } from "./run-case.ts";
declare const process: any, console: any, performance: any;
const [from, to, twice] = process.argv.slice(2);
let gen = 0, run = 0; const counts: any = {}; const times: number[] = []; const nodes: number[] = [];
let refused = 0, commands = 0; let worst = 0; const ratio: number[] = [];
for (let seed = Number(from); seed <= Number(to); seed++) {
  const a = performance.now();
  let c; try { c = generateCase(seed); } catch (e: any) { console.log(seed, "GEN", e.message.slice(0, 400)); continue; }
  const b = performance.now();
  const o = (() => { try { return runCase(c, { twice: twice !== "once" }); } catch (e: any) { console.log(seed, "RUN", e.stack.split("\n").slice(0,8).join(" | ")); return null; } })();
  const d = performance.now();
  gen += b - a; run += d - b; times.push(d - a); nodes.push(c.scenario.nodes.length);
  if (!o) continue;
  counts[o.state] = (counts[o.state] ?? 0) + 1;
  if (o.tally.quietUs >= 0) ratio.push((o.tally.quietUs - c.faultsEndUs) / c.boundUs);
  if (o.state !== "holds") console.log(seed, c.form, (d-a).toFixed(0), o.state, o.violation?.check, o.violation?.text, o.violation?.atUs, o.why);
  else if (d - a > 1000) console.log(seed, c.form, (d - a).toFixed(0), "slow", JSON.stringify(o.tally).slice(0, 200), JSON.stringify(c.scenario.switches));
}
times.sort((x, y) => x - y); nodes.sort((x, y) => x - y); ratio.sort((x, y) => x - y);
console.log({ gen, run, counts, median: times[times.length >> 1], p90: times[Math.floor(times.length * .9)], max: times.at(-1), mean: (gen + run) / times.length, nodes: nodes[nodes.length >> 1], ratioMedian: ratio[ratio.length >> 1], ratioMax: ratio.at(-1) });
