import { useEffect, useMemo, useRef, useState } from "react";
import { EmptyState } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";
import { inlines, readRules, type RulesBlock, type RulesPart } from "./rules-text.ts";
import { useRulesText } from "./use-rules-text.ts";

/** Every rule in the project's own words; opens at the one that was asked for. */
export function Rules({ rule }: { readonly rule: string }) {
  const text = useRulesText();
  const [find, setFind] = useState("");
  const list = useRef<HTMLDivElement>(null);
  const parts = useMemo(() => matching(readRules(text ?? ""), find), [text, find]);
  useEffect(() => {
    if (rule !== "" && text) list.current?.querySelector(`[data-rule="${rule}"]`)?.scrollIntoView({ block: "start" });
  }, [rule, text]);
  if (text === null) return <EmptyState>{TEXTS.rules.loading}</EmptyState>;
  if (text === "") return <EmptyState>{TEXTS.rules.none}</EmptyState>;
  return (
    <>
      <div className="rules-find">
        <input className="input" type="search" placeholder={TEXTS.rules.find} aria-label={TEXTS.rules.find} value={find} onChange={(event) => setFind(event.target.value)} />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and the keyboard must be able to */}
      <section className="rules" ref={list} tabIndex={0} aria-label={TEXTS.rules.title}>
        {parts.map((part, i) => (
          <Part key={`${i} ${part.title}`} part={part} rule={rule} />
        ))}
      </section>
    </>
  );
}

function Part({ part, rule }: { readonly part: RulesPart; readonly rule: string }) {
  const named = part.title.startsWith(rule) && rule !== "";
  return (
    <section data-rule={part.rules.length > 0 && part.title.startsWith(part.rules[0]!) ? part.rules[0] : undefined} data-asked={named || undefined}>
      {part.title !== "" && <h3 data-level={part.level}>{part.title}</h3>}
      {part.blocks.map((block, i) => (
        <Block key={i} block={block} asked={block.rule !== "" && block.rule === rule} />
      ))}
    </section>
  );
}

function Block({ block, asked }: { readonly block: RulesBlock; readonly asked: boolean }) {
  if (block.kind === "code") return <pre>{block.text}</pre>;
  if (block.kind === "table") return <Table rows={block.rows} />;
  return (
    <p data-rule={block.rule || undefined} data-item={block.kind === "item" || undefined} data-asked={asked || undefined}>
      <Words text={block.text} />
    </p>
  );
}

function Words({ text }: { readonly text: string }) {
  return inlines(text).map((piece, i) => {
    if (piece.kind === "code") return <code key={i}>{piece.text}</code>;
    return piece.kind === "bold" ? <b key={i}>{piece.text}</b> : piece.text;
  });
}

function Table({ rows: [head = [], ...body] }: { readonly rows: readonly (readonly string[])[] }) {
  return (
    <table>
      <thead>
        <tr>
          {head.map((cell, i) => (
            <th key={i} scope="col">
              <Words text={cell} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {body.map((cells, i) => (
          <tr key={i}>
            {cells.map((cell, j) => (
              <td key={j}>
                <Words text={cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function matching(parts: readonly RulesPart[], find: string): readonly RulesPart[] {
  const wanted = find.trim().toLowerCase();
  if (wanted === "") return parts;
  return parts
    .map((part) => (part.title.toLowerCase().includes(wanted) ? part : { ...part, blocks: part.blocks.filter(({ text }) => text.toLowerCase().includes(wanted)) }))
    .filter((part) => part.blocks.length > 0);
}
