import { TableHead } from "../controls/TableHead.tsx";
import type { CostLine } from "../../port/messages.ts";
import { durationOf, grouped } from "../../texts/units.ts";
import { COMPARE_TEXTS } from "../../texts/compare.ts";

/** What each of the two cost, with difference and ratio. */
export function CostTable({ costs, label }: { readonly costs: readonly CostLine[]; readonly label: string }) {
  return (
    <table aria-label={label}>
      <TableHead names={[COMPARE_TEXTS.cost, COMPARE_TEXTS.left, COMPARE_TEXTS.right, COMPARE_TEXTS.more, COMPARE_TEXTS.ratio]} />
      <tbody>
        {costs.map((line) => (
          <tr key={line.cost}>
            <th scope="row">{COMPARE_TEXTS.names[line.cost]}</th>
            <td>{amountOf(line.cost, line.left)}</td>
            <td>{amountOf(line.cost, line.right)}</td>
            <td>{moreOf(line)}</td>
            <td>{line.perMille === null ? "–" : (line.perMille / 1_000).toFixed(3)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function amountOf(cost: CostLine["cost"], value: number): string {
  return cost === "convergenceUs" ? durationOf(value) : grouped(value);
}

function moreOf({ cost, left, right }: CostLine): string {
  const more = right - left;
  return more === 0 ? "0" : `${more > 0 ? "+" : "−"}${amountOf(cost, Math.abs(more))}`;
}

export function csvOfCosts(costs: readonly CostLine[]): string {
  const rows = costs.map(({ cost, left, right, perMille }) => [cost, left, right, right - left, perMille === null ? "" : perMille / 1_000].join(","));
  return `${["cost,left,right,difference,ratio", ...rows].join("\r\n")}\r\n`;
}
