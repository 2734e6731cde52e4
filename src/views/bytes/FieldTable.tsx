import type { KeyboardEvent } from "react";
import type { MessageDescription } from "../../port/messages.ts";
import { TEXTS } from "../texts.ts";

interface FieldTableProps {
  readonly description: MessageDescription;
  readonly lit: number;
  readonly onLit: (field: number) => void;
  readonly onKey: (event: KeyboardEvent) => void;
}

/** Name, value and meaning of each field. One row can be reached by Tab, the others by arrow keys. */
export function FieldTable({ description: { fields, crcs, hex }, lit, onLit, onKey }: FieldTableProps) {
  const reachable = lit === -1 ? 0 : lit;
  return (
    <table className="fields">
      <caption className="visually-hidden">{TEXTS.message.keys}</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{TEXTS.message.field}</th>
          <th scope="col">{TEXTS.message.value}</th>
        </tr>
      </thead>
      {groupsOf(fields).map(({ struct, from, to }) => (
        <tbody key={from}>
          {struct !== "" && (
            <tr className="fields-struct">
              <th colSpan={2} scope="rowgroup">
                {struct}
              </th>
            </tr>
          )}
          {fields.slice(from, to).map((field, i) => {
            const index = from + i;
            const crc = crcs.find(({ name }) => name === field.name);
            return (
              <tr key={index} data-field-row={index} data-lit={index === lit || undefined} data-long={field.value.length > 26 || undefined} data-crc={crc === undefined ? undefined : crc.good ? "good" : "bad"} tabIndex={index === reachable ? 0 : -1} onMouseEnter={() => onLit(index)} onMouseLeave={() => onLit(-1)} onFocus={() => onLit(index)} onKeyDown={onKey}>
                <th scope="row">{field.name}</th>
                <td title={bytesTitle(hex, field.offset, field.length)}>
                  <span className="field-value">{field.value}</span>
                  {field.meaning !== "" && <span className="field-meaning">{field.meaning}</span>}
                </td>
              </tr>
            );
          })}
        </tbody>
      ))}
    </table>
  );
}

function bytesTitle(hex: string, offset: number, length: number): string {
  return TEXTS.message.range(offset.toString(16).padStart(2, "0"), Math.min(offset + length, hex.length / 2 + 1).toString(16).padStart(2, "0"));
}

/** Neighbouring fields of one C struct. */
function groupsOf(fields: MessageDescription["fields"]): { readonly struct: string; readonly from: number; readonly to: number }[] {
  const groups: { struct: string; from: number; to: number }[] = [];
  for (const [index, { struct }] of fields.entries()) {
    const last = groups.at(-1);
    if (last !== undefined && last.struct === struct) last.to = index + 1;
    else groups.push({ struct, from: index, to: index + 1 });
  }
  return groups;
}
