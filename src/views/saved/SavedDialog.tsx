import { useCallback, useEffect, useRef, useState, type FormEvent } from "react";
import { useStore } from "zustand";
import { thrownText } from "../../base/thrown.ts";
import { exportText, importedRuns, IMPORT_CHARS_MAX, NAME_MAX, nameOf, SAVED_VERSION, type SavedRun } from "../../store/saved-runs.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { EmptyState } from "../controls/field.tsx";
import { Icon } from "../controls/icons.tsx";
import { download } from "../share/download.ts";
import { SHARE_TEXTS } from "../../texts/share.ts";
import { timeOf } from "../../texts/units.ts";
import { useKeeper, type Keeper } from "./keeper.ts";
import { newId } from "./tab-storage.ts";
import "../share/share.css";

/** The runs that this browser keeps. */
export default function SavedDialog({ session }: { readonly session: Session }) {
  const keeper = useKeeper();
  return keeper === null ? <EmptyState>{SHARE_TEXTS.saved.states.blocked}</EmptyState> : <Saved session={session} keeper={keeper} />;
}

function Saved({ session, keeper }: { readonly session: Session; readonly keeper: Keeper }) {
  const texts = SHARE_TEXTS.saved;
  const state = useStore(keeper.autosave.store);
  const { runs, nowMs, fault, refresh } = useRuns(keeper);
  const [said, say] = useState("");
  useEffect(refresh, [refresh, state.savedMs]);
  const act = async (action: () => Promise<string>): Promise<void> => {
    try {
      say(await action());
    } catch (error) {
      say(error instanceof Error ? texts.states.failed(error.message) : String(error));
    }
    refresh();
  };
  return (
    <div className="share saved">
      <p>{texts.text}</p>
      <output className="share-facts" data-fault={state.state === "full" || state.state === "blocked" || state.state === "failed" || undefined}>
        <span>{stateText(state.state, state.why)}</span>
        {said !== "" && <span>{said}</span>}
      </output>
      <div className="share-row">
        <ImportButton onFile={(file) => void act(() => importFile(keeper, file))} />
        <Button disabled={runs === null || runs.length === 0} onClick={() => download(texts.exportName, exportText(runs ?? []), "application/json")}>
          <Icon name="download" />
          {texts.exportAll}
        </Button>
      </div>
      {fault !== "" && <p className="share-too-long">{fault}</p>}
      {runs === null && fault === "" && <EmptyState>{texts.loading}</EmptyState>}
      {runs?.length === 0 && <EmptyState>{texts.empty}</EmptyState>}
      {runs !== null && runs.length > 0 && (
        <ul className="saved-list" aria-label={texts.title}>
          {runs.map((run) => (
            <Line key={run.id} run={run} nowMs={nowMs} open={run.id === state.id} onOpen={() => (session.ui.openDialog(null), keeper.open(run))} onRename={(name) => void act(() => rename(keeper, run, name))} onRemove={() => void act(() => keeper.shelf.remove([run.id]).then(() => ""))} />
          ))}
        </ul>
      )}
    </div>
  );
}

interface LineProps {
  readonly run: SavedRun;
  readonly nowMs: number;
  readonly open: boolean;
  readonly onOpen: () => void;
  readonly onRename: (name: string) => void;
  readonly onRemove: () => void;
}

function Line({ run, nowMs, open, onOpen, onRename, onRemove }: LineProps) {
  const texts = SHARE_TEXTS.saved;
  const [mode, setMode] = useState<"shown" | "naming" | "removing">("shown");
  const title = run.name ?? run.title;
  const newer = run.version > SAVED_VERSION;
  return (
    <li data-open={open || undefined}>
      {mode === "naming" ? (
        <NameForm run={run} onName={(name) => (setMode("shown"), onRename(name))} />
      ) : (
        <p className="saved-title">
          <b>{title}</b>
          {run.name !== null && run.name !== run.title && <span>{run.title}</span>}
          {run.name === null && <small>{texts.automatic}</small>}
          {open && <small data-now>{texts.thisOne}</small>}
        </p>
      )}
      <p className="share-facts" data-numeric>
        {newer ? (
          <span>{texts.newer}</span>
        ) : (
          <>
            <span title={new Date(run.savedMs).toLocaleString()}>{texts.ago(nowMs - run.savedMs)}</span>
            <span>{texts.seed(run.seed)}</span>
            <span>{timeOf(run.atUs)}</span>
            <span>{texts.facts(run.commands, run.events)}</span>
            <span>{texts.size(run.json.length)}</span>
          </>
        )}
      </p>
      <div className="share-row">
        <Button small disabled={newer} onClick={onOpen} aria-label={`${texts.openRun}: ${title}`}>
          {texts.openRun}
        </Button>
        <Button small look="quiet" disabled={newer} onClick={() => setMode("naming")} aria-label={`${texts.rename}: ${title}`}>
          {texts.rename}
        </Button>
        <Button small look="quiet" disabled={newer} onClick={() => download(texts.exportOneName(run.seed), run.json, "application/json")} aria-label={`${texts.exportOne}: ${title}`}>
          {texts.exportOne}
        </Button>
        <Button small look="quiet" onClick={() => (mode === "removing" ? onRemove() : setMode("removing"))} onBlur={() => setMode((now) => (now === "removing" ? "shown" : now))} aria-label={`${mode === "removing" ? texts.removeSure : texts.remove}: ${title}`}>
          {mode === "removing" ? texts.removeSure : texts.remove}
        </Button>
      </div>
    </li>
  );
}

function NameForm({ run, onName }: { readonly run: SavedRun; readonly onName: (name: string) => void }) {
  const texts = SHARE_TEXTS.saved;
  const [name, setName] = useState(run.name ?? run.title);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onName(name);
  };
  return (
    <form className="share-row" onSubmit={submit}>
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the visitor has just asked to write here */}
      <input className="input" autoFocus value={name} maxLength={NAME_MAX} aria-label={texts.renameTo(run.title)} onChange={(event) => setName(event.target.value)} onFocus={(event) => event.currentTarget.select()} />
      <Button small type="submit">
        {texts.keep}
      </Button>
    </form>
  );
}

function ImportButton({ onFile }: { readonly onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={SHARE_TEXTS.saved.importFile}
        accept=".json,application/json"
        onChange={({ target }) => {
          const file = target.files?.[0];
          target.value = "";
          if (file !== undefined) onFile(file);
        }}
      />
      <Button onClick={() => input.current?.click()}>
        <Icon name="upload" />
        {SHARE_TEXTS.saved.importFile}
      </Button>
    </>
  );
}

// ---------------------------------------------------------------- what is done with them

/** All of them, when that was looked at, why they cannot be read ("" = they can), and a way to look again. */
function useRuns(keeper: Keeper): { readonly runs: readonly SavedRun[] | null; readonly nowMs: number; readonly fault: string; readonly refresh: () => void } {
  const [{ runs, nowMs }, setRuns] = useState<{ readonly runs: readonly SavedRun[] | null; readonly nowMs: number }>({ runs: null, nowMs: 0 });
  const [fault, setFault] = useState("");
  const refresh = useCallback(() => {
    keeper.shelf.list().then(
      (list) => (setRuns({ runs: list, nowMs: Date.now() }), setFault("")),
      (error: unknown) => setFault(SHARE_TEXTS.saved.states.failed(thrownText(error))),
    );
  }, [keeper]);
  return { runs, nowMs, fault, refresh };
}

async function rename(keeper: Keeper, { id }: SavedRun, text: string): Promise<string> {
  const now = await keeper.shelf.get(id);
  if (now === null) return "";
  const renamed = { ...now, name: nameOf(text), revision: now.revision + 1 };
  const written = await keeper.shelf.put(renamed, now.revision);
  if (written && keeper.autosave.store.getState().id === id) keeper.autosave.renamed(renamed.name, renamed.revision);
  return "";
}

async function importFile(keeper: Keeper, file: File): Promise<string> {
  const { imported, notImported, importFaults } = SHARE_TEXTS.saved;
  if (file.size > IMPORT_CHARS_MAX) return notImported(file.name, importFaults.large(IMPORT_CHARS_MAX));
  const read = importedRuns(await file.text(), Date.now(), newId);
  if ("fault" in read) return notImported(file.name, read.fault === "large" ? importFaults.large(IMPORT_CHARS_MAX) : importFaults[read.fault]);
  for (const run of read.runs) await keeper.shelf.put(run, null);
  return imported(read.runs.length);
}

function stateText(state: keyof typeof SHARE_TEXTS.saved.states, why: string): string {
  const text = SHARE_TEXTS.saved.states[state];
  return typeof text === "string" ? text : text(why);
}

