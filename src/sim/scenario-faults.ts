import type { z } from "zod";
import { thrownText } from "../base/thrown.ts";
import { LIMITS } from "../base/limits.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { FileFault } from "./topology.ts";

/** The JSON in the text of a file, which has a bound. */
export function jsonFromText(text: string): Result<unknown, readonly FileFault[]> {
  if (text.length > LIMITS.fileBytesMax) return fail([{ path: "(file)", message: `expected at most ${LIMITS.fileBytesMax} bytes` }]);
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    return fail([{ path: "(file)", message: `expected JSON: ${thrownText(error)}` }]);
  }
}

/** Where something stands in a file, as people write it: commands[3].link. The file itself is "(file)". */
export function pathText(path: readonly PropertyKey[]): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else text += text === "" ? String(part) : `.${String(part)}`;
  }
  return text === "" ? "(file)" : text;
}

/** What a schema found, as faults with path and expectation. Of a choice the branch that came closest speaks. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], base: readonly PropertyKey[] = []): FileFault[] {
  return issues.flatMap((issue): FileFault[] => {
    const path = [...base, ...issue.path];
    if (issue.code === "invalid_union" && issue.errors.length > 0 && issue.message === GENERIC) return faultsOf(closest(issue.errors), path);
    return [{ path: pathText(path), message: messageOf(issue) }];
  });
}

/** What zod says of a choice that was given no message of its own. */
const GENERIC = "Invalid input";

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_union" && issue.errors.length === 0 && "options" in issue && Array.isArray(issue.options)) {
    return `expected one of ${issue.options.join(", ")}`;
  }
  if (issue.code === "invalid_type" && issue.message.endsWith("received undefined")) return `missing; expected ${issue.expected}`;
  const message = issue.message.replace(/^Invalid (?:input|option): /, "").replace(/^(Too (?:small|big)): /, "");
  return message;
}

/** The branch with the fewest complaints; the deepest first complaint breaks a tie. */
function closest(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  let best = branches[0]!;
  for (const branch of branches) {
    const fewer = branch.length - best.length;
    if (fewer < 0 || (fewer === 0 && depth(branch) > depth(best))) best = branch;
  }
  return best;
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return issues.reduce((most, issue) => Math.max(most, issue.path.length), 0);
}
