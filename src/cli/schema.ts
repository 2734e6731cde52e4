import { z } from "zod";
import { scenarioJsonSchema } from "../sim/scenario.ts";
import { bridgeLineSchema } from "./bridge.ts";
import { compareOutputSchema } from "./compare.ts";
import { decodedLineSchema } from "./decode.ts";
import { huntOutputSchema, huntPartSchema } from "./hunt-output.ts";
import { replayOutputSchema } from "./replay.ts";
import { runOutputSchema } from "./run-output.ts";
import { shellOutputSchema } from "./shell.ts";

/** Every schema that is published, by the name of its file in public/schema. */
export function publishedSchemas(): ReadonlyMap<string, string> {
  const outputs = [
    ["decode-1.schema.json", decodedLineSchema],
    ["run-1.schema.json", runOutputSchema],
    ["replay-1.schema.json", replayOutputSchema],
    ["shell-1.schema.json", shellOutputSchema],
    ["compare-1.schema.json", compareOutputSchema],
    ["bridge-1.schema.json", bridgeLineSchema],
    ["hunt-1.schema.json", huntOutputSchema],
    ["hunt-part-1.schema.json", huntPartSchema],
  ] as const;
  const schemas = new Map([["scenario-1.schema.json", textOf(scenarioJsonSchema())]]);
  for (const [name, schema] of outputs) schemas.set(name, textOf({ $id: name, ...z.toJSONSchema(schema) }));
  return schemas;
}

function textOf(schema: Record<string, unknown>): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
