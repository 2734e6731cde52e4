import { Tabs } from "radix-ui";
import { useDeferredValue, useRef, useState } from "react";
import type { Frame, Inspectable, TableName, TableRow, TopologyView } from "../../port/messages.ts";
import { TABLE_COLUMNS } from "../../store/contract.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { EmptyState, SelectField } from "../controls/field.tsx";
import { grouped } from "../../texts/units.ts";
import { type Column, COLUMNS } from "./columns.tsx";
import { Grid, type Order } from "./Grid.tsx";
import { identityOf, isSelectedRow, type RowIdentity } from "./row-identity.ts";
import { firstCommand, type RowForm, rowMenu } from "./row-commands.ts";
import { RowForms } from "./RowForms.tsx";
import { RowMenu } from "./RowMenu.tsx";
import { TABLE_TEXTS } from "../../texts/tables.ts";
import { firstOrder, useTableWindow } from "./use-table-window.ts";
import "./tables.css";

const TABLES = Object.keys(TABLE_COLUMNS) as TableName[];

interface TablesViewProps {
  readonly session: Session;
  readonly topology: TopologyView | null;
  readonly panel: Frame | null;
  readonly table: TableName;
  readonly selection: Inspectable | null;
}

/** The whole run without the picture: everything that is there, everything that can be done to it. */
export default function TablesView({ session, topology, panel, table, selection }: TablesViewProps) {
  if (topology === null || panel === null) return <EmptyState>{TABLE_TEXTS.empty}</EmptyState>;
  return (
    <Tabs.Root className="tabs tables" value={table} onValueChange={(name) => session.ui.setTable(name as TableName)}>
      <Tabs.List className="tab-list" aria-label={TABLE_TEXTS.label}>
        {TABLES.map((name) => (
          <Tabs.Trigger key={name} value={name} className="tab">
            {TABLE_TEXTS.names[name]}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {TABLES.map((name) => (
        <Tabs.Content key={name} value={name} className="tab-panel" tabIndex={-1}>
          <OneTable session={session} topology={topology} panel={panel} table={name} selection={selection} />
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}

type OneTableProps = Omit<TablesViewProps, "topology" | "panel"> & { readonly topology: TopologyView; readonly panel: Frame };

function OneTable({ session, topology, panel, table, selection }: OneTableProps) {
  const [order, setOrder] = useState<Order>(() => firstOrder(table));
  const [find, setFind] = useState("");
  const [wish, setWish] = useState<Wish>(NO_WISH);
  const [range, setRange] = useState({ from: 0, to: 40 });
  const [form, setForm] = useState<OpenedForm | null>(null);
  const asked = { table, ...order, find: useDeferredValue(find), ...wish };
  const shown = useTableWindow(session, asked, range.from, range.to, panel);
  const identity = (row: TableRow): RowIdentity => identityOf(table, row);
  const formFrom = useRef<HTMLElement | null>(null);
  const openForm = (next: RowForm, from: HTMLElement): void => {
    formFrom.current = from;
    const { right, top } = from.getBoundingClientRect();
    setForm({ form: next, at: { left: right, top } });
  };
  const closeForm = (): void => {
    setForm(null);
    formFrom.current?.focus();
  };
  return (
    <div className="one-table">
      <TableBar session={session} topology={topology} panel={panel} table={table} find={find} onFind={setFind} wish={wish} onWish={setWish} counts={shown} />
      {shown !== null && shown.matching === 0 && <EmptyState>{shown.total === 0 ? TABLE_TEXTS.nothingThere[table] : TABLE_TEXTS.nothingFound}</EmptyState>}
      <Grid
        label={TABLE_TEXTS.grids[table]}
        columns={COLUMNS[table] as readonly Column<TableRow>[]}
        window={shown}
        order={order}
        onOrder={setOrder}
        onRange={(from, to) => setRange({ from, to })}
        identityOf={identity}
        isSelected={(one) => isSelectedRow(table, one, selection)}
        onSelect={({ selects }) => session.select(selects)}
        act={(row, { title }, tabIndex) => <ActButton session={session} table={table} row={row} title={title} tabIndex={tabIndex} />}
        menu={(row, { title }, tabIndex) => <RowMenu title={title} tabIndex={tabIndex} entries={(open) => rowMenu(table, row, { session, topology, frame: session.getFrame(), openForm: open })} onForm={openForm} />}
      />
      {form !== null && <RowForms form={form.form} at={form.at} session={session} topology={topology} panel={panel} onClose={closeForm} />}
    </div>
  );
}

interface OpenedForm {
  readonly form: RowForm;
  readonly at: { readonly left: number; readonly top: number };
}

interface Wish {
  readonly node: string | null;
  readonly pfs: string | null;
}

const NO_WISH: Wish = { node: null, pfs: null };

interface TableBarProps extends OneTableProps {
  readonly find: string;
  readonly onFind: (find: string) => void;
  readonly wish: Wish;
  readonly onWish: (wish: Wish) => void;
  readonly counts: { readonly total: number; readonly matching: number } | null;
}

function TableBar({ session, topology, panel, table, find, onFind, wish, onWish, counts }: Omit<TableBarProps, "selection">) {
  return (
    <div className="table-bar">
      <input className="input" type="search" aria-label={TABLE_TEXTS.find} placeholder={TABLE_TEXTS.find} maxLength={120} value={find} onChange={(event) => onFind(event.target.value)} />
      {table === "spans" && (
        <>
          <SelectField bare label={TABLE_TEXTS.node} value={wish.node ?? ""} choices={[{ value: "", text: TABLE_TEXTS.anyNode }, ...topology.nodes.map(({ id }) => ({ value: id, text: id }))]} onChoose={(node) => onWish({ ...wish, node: node || null })} />
          <SelectField bare label={TABLE_TEXTS.pfs} value={wish.pfs ?? ""} choices={[{ value: "", text: TABLE_TEXTS.anyPfs }, ...labelsOf(panel).map((label) => ({ value: label, text: label }))]} onChoose={(pfs) => onWish({ ...wish, pfs: pfs || null })} />
        </>
      )}
      {table === "links" && (
        <Button small onClick={() => session.onCommand({ do: "resumeAll" })}>
          {TABLE_TEXTS.healAll}
        </Button>
      )}
      <output className="table-count">{counts === null ? "" : TABLE_TEXTS.count(grouped(counts.matching), grouped(counts.total))}</output>
    </div>
  );
}

function labelsOf({ pfs }: Frame): string[] {
  return [...new Set(pfs.map(({ label }) => label))];
}

interface ActButtonProps {
  readonly session: Session;
  readonly table: TableName;
  readonly row: TableRow;
  readonly title: string;
  readonly tabIndex: 0 | -1;
}

function ActButton({ session, table, row, title, tabIndex }: ActButtonProps) {
  const first = firstCommand(table, row);
  if (first === null) return <span data-cell-focus tabIndex={tabIndex} />;
  return (
    <Button small data-cell-focus tabIndex={tabIndex} aria-label={TABLE_TEXTS.doTo(first.text, title)} onClick={() => session.onCommand(first.command)}>
      {first.text}
    </Button>
  );
}
