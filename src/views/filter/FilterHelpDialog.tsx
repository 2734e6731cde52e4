import { Dialog } from "radix-ui";
import { useEffect, useState } from "react";
import type { FilterHelp } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { IconButton } from "../controls/button.tsx";
import { FILTER_TEXTS } from "../../texts/filter.ts";

interface FilterHelpDialogProps {
  readonly session: Session;
  readonly onClose: () => void;
  readonly onExample: (example: string) => void;
}

/** The table of fields of the filter language, as the run has it. */
export function FilterHelpDialog({ session, onClose, onExample }: FilterHelpDialogProps) {
  const [help, setHelp] = useState<FilterHelp | null>(null);
  useEffect(() => {
    void session.query({ query: "filterHelp" }).then((answer) => setHelp(answer.help));
  }, [session]);
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="dialog" data-kind="filter">
          <div className="drawer-head">
            <Dialog.Title>{FILTER_TEXTS.helpTitle}</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton look="quiet" icon="close" label={FILTER_TEXTS.close} />
            </Dialog.Close>
          </div>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and the keyboard must be able to */}
          <div className="filter-help" tabIndex={0}>
            <Dialog.Description className="say">{FILTER_TEXTS.helpLead}</Dialog.Description>
            {help !== null && <Fields help={help} onExample={onExample} />}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Fields({ help, onExample }: { readonly help: FilterHelp; readonly onExample: (example: string) => void }) {
  return (
    <>
      <table className="filter-fields">
        <thead>
          <tr>
            <th scope="col">{FILTER_TEXTS.field}</th>
            <th scope="col">{FILTER_TEXTS.means}</th>
            <th scope="col">{FILTER_TEXTS.operators}</th>
            <th scope="col">{FILTER_TEXTS.example}</th>
          </tr>
        </thead>
        <tbody>
          {help.fields.map(({ name, meaning, operators, example }) => (
            <tr key={name}>
              <th scope="row" className="mono">
                {name}
              </th>
              <td>{meaning}</td>
              <td className="mono">{operators.join(" ")}</td>
              <td>
                <button type="button" className="lead mono" onClick={() => onExample(example)}>
                  {example}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3>{FILTER_TEXTS.operatorsTitle}</h3>
      <dl className="filter-operators">
        {help.operators.map(({ operator, meaning }) => (
          <div key={operator}>
            <dt className="mono">{operator}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
