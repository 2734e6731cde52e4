import type { ReactNode } from "react";
import { TEXTS } from "../../texts/page.ts";

export interface ComparisonRow {
  readonly name: string;
  /** by column */
  readonly cells: readonly { readonly shown: ReactNode; readonly kind?: string }[];
}

/** One column for each of the things compared, one row a fact. */
export function ComparisonTable({ columns, rows }: { readonly columns: readonly string[]; readonly rows: readonly ComparisonRow[] }) {
  return (
    <table className="comparison">
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">{TEXTS.link.fact}</span>
          </th>
          {columns.map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, cells }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {cells.map(({ shown, kind }, i) => (
              <td key={columns[i]} data-kind={kind}>
                {shown}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
