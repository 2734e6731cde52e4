import type { Changes, MessageDescription } from "../../port/messages.ts";
import { MESSAGE_TEXTS } from "../../texts/message.ts";

interface ChangeTableProps {
  readonly changes: Changes;
  readonly a: MessageDescription;
  readonly b: MessageDescription;
  readonly headA: string;
  readonly headB: string;
}

/** Field by field what differs; where only the bytes do, as in another byte order, it says so. */
export function ChangeTable({ changes, a, b, headA, headB }: ChangeTableProps) {
  const valued = changes.fields.filter(({ value }) => value);
  const turned = changes.fields.filter(({ value }) => !value);
  return (
    <div className="change-table">
      {valued.length > 0 && (
        <table className="comparison">
          <thead>
            <tr>
              <th scope="col">{MESSAGE_TEXTS.changes.field}</th>
              <th scope="col">{headA}</th>
              <th scope="col">{headB}</th>
            </tr>
          </thead>
          <tbody>
            {valued.map(({ struct, name, a: at, b: bt }) => (
              <tr key={`${struct} ${name}`}>
                <th scope="row">{name}</th>
                <td>{valueAt(a, at)}</td>
                <td>{valueAt(b, bt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {turned.length > 0 && (
        <p className="field-hint">
          {MESSAGE_TEXTS.changes.onlyBytes}: <span className="mono">{turned.map(({ name }) => name).join(", ")}</span>
        </p>
      )}
    </div>
  );
}

function valueAt(description: MessageDescription, at: number): string {
  const field = description.fields[at];
  if (field === undefined) return MESSAGE_TEXTS.changes.none;
  return field.struct === "" ? (description.auxText ?? field.value) : field.value;
}
