import { LIMITS } from "../base/limits.ts";
import type { Amount } from "../sim/commands.ts";
import type { GenerateCommand } from "../sim/generators.ts";
import { GENERATED } from "../sim/trace.ts";
import { errorText } from "../wire/constants.ts";
import { say, sayBytes, sayDuration } from "./fill.ts";
import type { Names } from "./names.ts";
import type { Row } from "./row.ts";
import type { TextKey } from "../texts/run.ts";

const KEYS = Object.fromEntries(Object.entries(GENERATED).map(([name, code]) => [code, `generated.${name}`])) as Readonly<Record<number, TextKey>>;

/** What a traffic generator did or could not do. */
export function sayGenerator(row: Row, names: Names): string {
  const code = row.value7;
  const target = names.generatorTarget(row.value6, row.extra);
  const key = code === GENERATED.act && target === "" ? "generated.act.masters" : (KEYS[code] ?? "generated.act.masters");
  const max = code === GENERATED.limit ? LIMITS.generatedMax : LIMITS.generatedOpenMax;
  return say(key, { generator: names.generator(row.value6), number: row.value, node: names.node(row.node), target, error: errorText(row.error), max });
}

/** What a generator is to do: "every 100 ms a transaction from A to pfsD, kept open for 50 ms". */
export function sayPlan(plan: GenerateCommand): string {
  const { service = "echo", everyUs, random = false, burst = 1, from, to, count, untilUs } = plan;
  const what = burst === 1 ? say(`plan.${service}`) : say(`plan.${service}.many`, { count: burst });
  const parts = [
    say(random ? "plan.random" : "plan.periodic", { every: sayDuration(everyUs), what, from: from === undefined ? say("plan.anyNode") : sayList(from) }),
    service === "lock" || service === "commit" ? "" : say("plan.to", { to: to === undefined ? say("plan.anyPfs") : sayList(to) }),
    sayHeld(plan),
    plan.bytes === undefined ? "" : say("plan.bytes", { bytes: typeof plan.bytes === "number" ? sayBytes(plan.bytes) : say("plan.range", { least: plan.bytes.least, most: sayBytes(plan.bytes.most) }) }),
    count === undefined ? "" : say("plan.count", { count }),
    untilUs === undefined ? "" : say("plan.until", { until: sayDuration(untilUs) }),
  ];
  return parts.filter((part) => part !== "").join(", ");
}

function sayHeld({ holdUs }: GenerateCommand): string {
  if (holdUs === undefined || holdUs === 0) return "";
  return say("plan.held", { hold: sayTimes(holdUs) });
}

function sayTimes(amount: Amount): string {
  return typeof amount === "number" ? sayDuration(amount) : say("plan.range", { least: sayDuration(amount.least), most: sayDuration(amount.most) });
}

const LISTED_MAX = 3;

/** "A", "A or B", "one of 12 (A, B, C …)" */
function sayList(names: readonly string[]): string {
  if (names.length > LISTED_MAX) return say("plan.oneOf", { count: names.length, names: names.slice(0, LISTED_MAX).join(", ") });
  return names.length < 2 ? names.join("") : say("plan.or", { names: names.slice(0, -1).join(", "), last: names.at(-1)! });
}
