import { formatUs } from "../base/time.ts";
import type { RunOutput } from "./run-output.ts";

/** What `spanscope run` prints without --json. */
export function runText(output: RunOutput): string[] {
  const { encryption, messages, spans, transactions, duplicated, expectations, checks } = output;
  const met = expectations.filter(({ state }) => state === "met").length;
  const lines = [
    `${output.scenario} (seed ${output.seed})`,
    ...(output.variants.length === 0 ? [] : [`with ${output.variants.join(", ")}`]),
    `${output.atLimit ? "stopped at its limit" : output.quiet ? "quiet" : "not quiet"} at ${formatUs(output.virtualUs)} of simulated time, after ${output.wallMs} ms here`,
    row("messages", `${messages.sent} sent, ${messages.delivered} delivered, ${messages.discarded} discarded, ${messages.lost} lost, ${messages.pings} pings; ${output.bytes} bytes`),
    row("spans", `${spans.open} open, ${spans.opened} opened, ${spans.closed} closed`),
    row("transactions", `${transactions.opened} opened, ${transactions.closed} closed, ${transactions.aborted} aborted`),
    row("reachability", reachability(output)),
  ];
  if (encryption.sealedMessages > 0 || encryption.refused.length > 0) lines.push(row("encryption", encrypted(encryption)));
  for (const { transaction, state, copies } of duplicated) lines.push(row("copies", `${transaction} is ${state}: ${copies.map(copyText).join("; ")}`));
  for (const commit of output.commits) lines.push(row(`commit ${commit.name}`, committed(commit)));
  for (const lock of output.locks) lines.push(row("lock", lockText(lock)));
  for (const { name, state, acts, failed, held } of output.generators) lines.push(row(`traffic ${name}`, `${state}, acted ${acts} times, could not ${failed} times${held === 0 ? "" : `, will close ${held}`}`));
  if (expectations.length > 0) lines.push(row("expectations", `${met} of ${expectations.length} met`));
  for (const { name, state, text } of checks) lines.push(row(name, `${state}: ${text}`));
  lines.push(row("digest", output.digest));
  return lines;
}

/** "A–B–D lost (link lost)" */
function copyText({ path, state, cause }: RunOutput["duplicated"][number]["copies"][number]): string {
  return `${path.join("–")} ${state}${cause === "" ? "" : ` (${cause})`}`;
}

/** "w of A: held, EXCLUSIVE of ATTR /home/ann by m1, m2" */
function lockText({ name, node, path, domain, condition, state, wanted, masters, error }: RunOutput["locks"][number]): string {
  const held = state !== "INVAL";
  const more = condition === "upgrading" ? `, wants ${wanted}` : "";
  return `${name} of ${node}: ${condition}, ${held ? state : wanted} of ${domain} ${path}${held ? ` by ${masters.join(", ")}` : ""}${more}${error === "" ? "" : ` (${error})`}`;
}

function row(name: string, text: string): string {
  return `  ${name.padEnd(15)} ${text}`;
}

/** LINK-02. */
function encrypted({ sealedLinks, sealedMessages, refused }: RunOutput["encryption"]): string {
  const refusals = refused.map(({ link, node, reason }) => `${reason} at ${node} on ${link}`);
  const links = `${sealedLinks} ${sealedLinks === 1 ? "link" : "links"} sealed, ${sealedMessages} messages as records`;
  return [links, ...(refusals.length === 0 ? [] : [`refused: ${refusals.join(", ")}`]), "keys from the seed, a simulation's"].join("; ");
}

/** QRM-01: the coordinator, then every master. */
function committed({ node, coordinator, error, masters }: RunOutput["commits"][number]): string {
  const at = masters.map(({ master, state, inDoubt, up }) => `${master} ${state}${inDoubt ? ", in doubt" : ""}${up ? "" : " (down)"}`);
  return `${node} ${coordinator}${error === "" ? "" : ` with ${error}`}; ${at.join(", ")}`;
}

function reachability({ nodes, unreachable }: RunOutput): string {
  const known = nodes.reduce((sum, { best }) => sum + best.length, 0);
  if (known + unreachable === 0) return "nobody offers anything";
  return unreachable === 0 ? `every node knows every PFS (${known} pairs)` : `${unreachable} of ${known + unreachable} pairs of node and PFS know no way`;
}
