import { FIELDS, OPERATORS } from "./fields.ts";
import { NO_FLAGS } from "./values.ts";
import { FIELD_MEANINGS, OPERATOR_MEANINGS, TYPE_TEXTS } from "../../texts/run-filter.ts";

/** docs/filter.md, out of the table of fields; `npm run golden` writes it, a test holds the file equal. */
export function filterDoc(): string {
  return `${HEAD}
| operator | means |
|---|---|
${OPERATORS.map((operator) => `| \`${operator}\` | ${OPERATOR_MEANINGS[operator]} |`).join("\n")}

## Fields

| field | means | operators | values |
|---|---|---|---|
${FIELDS.map(({ name, operators, type, values }) => `| \`${name}\` | ${FIELD_MEANINGS[name]} | ${operators.map((one) => `\`${one}\``).join(" ")} | ${values.length === 0 || type === "count" ? TYPE_TEXTS[type].replaceAll("|", "\\|") : ""}${values.length > 0 ? `${type === "count" ? ", or a name: see below" : values.length <= SHORT ? `${values.map((value) => `\`${value}\``).join(" ")}${type === "flags" ? ` or \`${NO_FLAGS}\`` : ""}` : "see below"}` : ""} |`).join("\n")}

## Examples

${FIELDS.map(({ example }) => `    ${example}`).join("\n")}
    lost the way
    not (family == housekeeping or node in {E, F})

## Long lists of values
${FIELDS.filter(({ values }) => values.length > SHORT).map(({ name, values }) => `\n\`${name}\`: ${values.join(", ")}\n`).join("")}`;
}

/** A longer list stands at the end. */
const SHORT = 9;

const HEAD = `# The filter language

<!-- Made from the table of fields in src/run/filter/fields.ts by \`npm run golden\`; a test holds this file equal. -->

One language asks for rows of a run: in the feed, in the sequence diagram and the lanes, in breakpoints, and to jump to the
next row that matches. It reads like the display filter of a packet analyser:

    family == abort && node == B
    cmd == LNK_SPAN and time > 2.1s and time < 3s

- A condition is a field, an operator and a value. Conditions are joined by \`and\` (\`&&\`), \`or\` (\`||\`) and \`not\` (\`!\`);
  \`and\` binds closer than \`or\`, brackets change that.
- Bare words are looked for, side by side and without case, in the sentence of the row and in the id of its rule:
  \`lost the way\`, \`ROUTE-05\`.
- A value with spaces, brackets or one of the language's own words in it stands in quotes: \`node == "my node"\`. In quotes \`\\"\`
  is a quote and \`\\\\\` a backslash.
- A comparison is false of a row that has nothing in its field, \`!=\` too: \`error != 0\` are the rows that have an error,
  \`not error == 0\` also those that could not have one.
- Names of nodes, links, transactions and PFSes are as the run has them; the values of lists are taken in any case.
- The feed tells a message by the event that speaks of it. A filter that asks about messages as such (\`kind\`, \`from\`, \`to\`,
  \`cmd\`, \`proto\`, \`flags\`, or one \`message\`) lists the messages themselves as well.
- What cannot be read is answered with its place, what was found there, what was expected, and what was probably meant.

## Operators
`;
