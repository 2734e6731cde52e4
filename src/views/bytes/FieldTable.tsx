import { Fragment, type KeyboardEvent, type ReactNode } from "react";
import type { MessageDescription } from "../../port/messages.ts";
import { TEXTS } from "../../texts/page.ts";

interface FieldTableProps {
  readonly description: MessageDescription;
  readonly lit: number;
  readonly onLit: (field: number) => void;
  readonly onKey: (event: KeyboardEvent) => void;
  /** indices of fields that differ from something */
  readonly changed?: ReadonlySet<number>;
  /** fields can be chosen, by a click or Enter: which one is, and what is shown below it */
  readonly chosen?: ChosenField;
}

export interface ChosenField {
  readonly index: number;
  readonly onChoose: (index: number) => void;
  readonly below: ReactNode;
}

/** Name, value and meaning of each field. One row can be reached by Tab, the others by arrow keys. */
export function FieldTable({ description: { fields, crcs, hex }, lit, onLit, onKey, changed, chosen }: FieldTableProps) {
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
            const isChosen = chosen?.index === index;
            return (
              <Fragment key={index}>
                <FieldRow field={field} index={index} hex={hex} crc={crc} isLit={index === lit} reachable={index === reachable} changed={changed?.has(index) === true} isChosen={isChosen} onLit={onLit} onKey={onKey} onChoose={chosen?.onChoose} />
                {isChosen && (
                  <tr className="field-below">
                    <td colSpan={2}>{chosen.below}</td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      ))}
    </table>
  );
}

interface FieldRowProps {
  readonly field: MessageDescription["fields"][number];
  readonly index: number;
  readonly hex: string;
  readonly crc: MessageDescription["crcs"][number] | undefined;
  readonly isLit: boolean;
  readonly reachable: boolean;
  readonly changed: boolean;
  readonly isChosen: boolean;
  readonly onLit: (field: number) => void;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onChoose: ((index: number) => void) | undefined;
}

function FieldRow({ field, index, hex, crc, isLit, reachable, changed, isChosen, onLit, onKey, onChoose }: FieldRowProps) {
  const onRowKey = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && onChoose !== undefined) onChoose(index);
    else onKey(event);
  };
  return (
    <tr data-field-row={index} data-lit={isLit || undefined} data-long={field.value.length > 26 || undefined} data-crc={crc === undefined ? undefined : crc.good ? "good" : "bad"} data-changed={changed || undefined} data-chosen={isChosen || undefined} tabIndex={reachable ? 0 : -1} onMouseEnter={() => onLit(index)} onMouseLeave={() => onLit(-1)} onFocus={() => onLit(index)} onKeyDown={onRowKey} onClick={onChoose === undefined ? undefined : () => onChoose(index)}>
      <th scope="row">{field.name}</th>
      <td title={bytesTitle(hex, field.offset, field.length)}>
        <span className="field-value">{field.value}</span>
        {field.meaning !== "" && <span className="field-meaning">{field.meaning}</span>}
      </td>
    </tr>
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
