import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { ShellView } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { useStableOf } from "../shell/stable.ts";
import { TEXTS } from "../../texts/page.ts";
import { grouped, timeOf } from "../../texts/units.ts";
import { openShell, wasJustOpened } from "./open-shell.ts";
import { type Block, blocksOf, recalled, typedLines } from "./transcript.ts";

const T = TEXTS.terminal;
/** So near to the bottom, a reader wants to see what comes next. */
const NEAR_PX = 24;

/** One debug shell: what was said and heard so far, as the journal has it, and the line that is being typed. */
export function Terminal({ session, name }: { readonly session: Session; readonly name: string }) {
  const shell = useStore(session.mirror, useStableOf(({ panel }) => (panel?.shell?.name === name ? panel.shell : null)));
  if (shell === null) return <div className="terminal" data-empty />;
  return (
    <div className="terminal">
      <Transcript shell={shell} />
      {shell.over ? <Ended session={session} shell={shell} /> : <Prompt session={session} shell={shell} />}
    </div>
  );
}

function Transcript({ shell }: { readonly shell: ShellView }) {
  const scroller = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  useLayoutEffect(() => {
    const at = scroller.current;
    if (at !== null && follows.current) at.scrollTop = at.scrollHeight;
  }, [shell]);
  const onScroll = () => {
    const at = scroller.current;
    if (at !== null) follows.current = at.scrollHeight - at.scrollTop - at.clientHeight < NEAR_PX;
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and the keyboard must be able to
    <div className="terminal-log" role="log" aria-live="polite" aria-label={T.log(shell.from, shell.to)} tabIndex={0} ref={scroller} onScroll={onScroll}>
      {shell.omitted > 0 && <p className="terminal-note">{T.omitted(grouped(shell.omitted))}</p>}
      {shell.entries.length === 0 && <p className="terminal-note">{emptyNote(shell)}</p>}
      {blocksOf(shell.entries).map((block) => (
        <Shown key={block.key} block={block} to={shell.to} />
      ))}
    </div>
  );
}

function emptyNote({ over, ready, to }: ShellView): string {
  if (over) return T.nothingSaid;
  return ready ? T.tryHelp : T.opening(to);
}

function Shown({ block, to }: { readonly block: Block; readonly to: string }) {
  switch (block.kind) {
    case "text":
      return <pre>{block.text}</pre>;
    case "stop":
      return (
        <p className="terminal-stop">
          <span aria-hidden="true">^C</span>
          <span className="visually-hidden">{T.stopped}</span>
        </p>
      );
    case "line":
      return (
        <p className="terminal-line" title={timeOf(block.atUs)}>
          <span className="terminal-prompt">{to}&gt;</span> {block.text}
        </p>
      );
  }
}

/** The line that is typed: Enter says it, arrows recall, Ctrl+C stops what runs, Ctrl+D closes. */
function Prompt({ session, shell }: { readonly session: Session; readonly shell: ShellView }) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(-1);
  const [draft, setDraft] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const { name, to, ready } = shell;
  useEffect(() => {
    if (wasJustOpened(name)) input.current?.focus();
  }, [name]);
  const said = typedLines(shell.entries).reverse();
  const type = (typed: string, from: number) => {
    setText(typed);
    setAt(from);
  };
  const say = async () => {
    if (await session.command({ do: "send", transaction: name, text })) type("", -1);
  };
  const recall = (step: 1 | -1) => {
    const next = recalled(said.length, at, step);
    if (at === -1 && next >= 0) setDraft(text);
    type(next === -1 ? (at === -1 ? text : draft) : said[next]!, next);
  };
  const stop = () => session.onCommand({ do: "abort", transaction: name, midStream: true });
  const close = () => session.onCommand({ do: "close", transaction: name });
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const act = KEYS[`${event.ctrlKey ? "Ctrl+" : ""}${event.key}`];
    if (act === undefined || event.altKey || event.metaKey || event.nativeEvent.isComposing) return;
    if (act === "stop" && hasSelection(event.currentTarget)) return; // then it copies
    if (act === "close" && text !== "") return;
    event.preventDefault();
    if (act === "stop") stop();
    else if (act === "close") close();
    else recall(act === "older" ? 1 : -1);
  };
  return (
    <form
      className="terminal-entry"
      onSubmit={(event) => {
        event.preventDefault();
        void say();
      }}
    >
      <label>
        <span className="terminal-prompt" data-ready={ready || undefined} aria-hidden="true">
          {ready ? `${to}>` : "…"}
        </span>
        <span className="visually-hidden">{T.line(to)}</span>
        <input ref={input} value={text} maxLength={1_000} autoComplete="off" autoCapitalize="none" spellCheck={false} enterKeyHint="send" placeholder={ready ? T.placeholder : T.busy} onChange={(event) => type(event.target.value, -1)} onKeyDown={onKeyDown} />
      </label>
      <span className="terminal-acts">
        <Button small look="quiet" title="Ctrl+C" onClick={stop}>
          {T.stop}
        </Button>
        <Button small look="quiet" title="Ctrl+D" onClick={close}>
          {T.close}
        </Button>
      </span>
    </form>
  );
}

const KEYS: Readonly<Record<string, "older" | "newer" | "stop" | "close">> = { ArrowUp: "older", ArrowDown: "newer", "Ctrl+c": "stop", "Ctrl+d": "close" };

function hasSelection(input: HTMLInputElement): boolean {
  return input.selectionStart !== input.selectionEnd || document.getSelection()?.isCollapsed === false;
}

/** Why it ended, where that began, and another try: over the best span that there is now. */
function Ended({ session, shell }: { readonly session: Session; readonly shell: ShellView }) {
  const { from, to, state, endReason, endEvent } = shell;
  return (
    <output className="terminal-end" data-state={state}>
      <p>{state === "closed" ? T.closed : (endReason ?? state)}</p>
      <span className="act-row">
        <Button small onClick={() => void openShell(session, from, to)}>
          {T.again}
        </Button>
        {endEvent !== null && (
          <Button small look="quiet" onClick={() => void session.showEvent(endEvent)}>
            {TEXTS.inspector.event(endEvent)}
          </Button>
        )}
      </span>
    </output>
  );
}
