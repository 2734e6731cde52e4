/**
 * A strict reader of the part of Mermaid's sequence grammar that is written: each line is one of its statements, no text
 * holds a character that would end it, every id was declared. Texts come back as a reader would show them.
 */
export interface ReadDiagram {
  readonly participants: readonly string[];
  readonly arrows: readonly { readonly from: string; readonly to: string; readonly kind: string; readonly text: string }[];
  readonly notes: readonly string[];
}

/** What may stand in a text: an escape by number, or a character that means nothing. */
const TEXT = /^(?:#\d+;|[^#;:%<>{}[\]\\"\n\r\u2028\u2029])*$/u;
const PARTICIPANT = /^ {2}participant (n\d+) as (.+)$/u;
const ARROW = /^ {2}(n\d+)(--?(?:>>|x|\)))(n\d+): (.+)$/u;
const NOTE = /^ {2}Note over (n\d+)((?:,n\d+)?): (.+)$/u;

export function checkMermaid(text: string): ReadDiagram {
  const lines = text.split("\n");
  if (lines[0] !== "sequenceDiagram" || lines.at(-1) !== "") throw new Error("not a sequence diagram that ends with its last line");
  const ids = new Map<string, string>();
  const arrows: { from: string; to: string; kind: string; text: string }[] = [];
  const notes: string[] = [];
  for (const line of lines.slice(1, -1)) {
    if (line.startsWith("  %% ")) continue;
    const participant = PARTICIPANT.exec(line);
    const arrow = ARROW.exec(line);
    const note = NOTE.exec(line);
    if (participant) {
      if (ids.has(participant[1]!)) throw new Error(`declared twice: ${line}`);
      ids.set(participant[1]!, textOf(participant[2]!));
    } else if (arrow) {
      const [, from, kind, to, said] = arrow;
      arrows.push({ from: declared(ids, from!), to: declared(ids, to!), kind: kind!, text: textOf(said!) });
    } else if (note) {
      declared(ids, note[1]!);
      if (note[2] !== "") declared(ids, note[2]!.slice(1));
      notes.push(textOf(note[3]!));
    } else throw new Error(`no statement: ${line}`);
  }
  return { participants: [...ids.values()], arrows, notes };
}

function declared(ids: ReadonlyMap<string, string>, id: string): string {
  const name = ids.get(id);
  if (name === undefined) throw new Error(`${id} takes part and was not declared`);
  return name;
}

function textOf(said: string): string {
  if (!TEXT.test(said)) throw new Error(`a text with something that means something: ${said}`);
  if (/\bend\b/i.test(said)) throw new Error(`a word that closes a block: ${said}`);
  return said.replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}
