import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import type { HuntRequest } from "../src/cli/hunt.ts";
import { addHuntCommands } from "../src/cli/hunt-command-line.ts";
import type { MergeRequest } from "../src/cli/merge.ts";
import type { QueueRequest } from "../src/cli/queue/queue-command.ts";

/** What a line of a recipe asks of the program. */
export type Asked = { readonly hunt: HuntRequest } | { readonly merge: MergeRequest } | { readonly queue: QueueRequest };

/** The words of a command line as our own command line reads them; throws where it does not know them. */
export function read(words: readonly string[]): Asked {
  let asked: Asked | null = null;
  const program = new Command("spanscope");
  addHuntCommands(program, {
    hunt: (hunt) => Promise.resolve(void (asked = { hunt })),
    queue: (queue) => Promise.resolve(void (asked = { queue })),
    merge: (merge) => void (asked = { merge }),
  });
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => undefined });
  program.exitOverride().configureOutput({ writeErr: () => undefined }).parse([...words], { from: "user" });
  if (asked === null) throw new Error(`nothing is asked by: ${words.join(" ")}`);
  return asked;
}

/**
 * Executes a recipe with `SPANSCOPE` being a program that only writes down how it is called (and the others that are given, by their name, as shell
 * text), in a folder of its own. What was called, in order; the exit code of the shell.
 */
export function execute(shell: readonly string[], env: Readonly<Record<string, string>>, others: Readonly<Record<string, string>> = {}): { readonly calls: Asked[]; readonly exitCode: number | null; readonly stdout: string; readonly stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), "spanscope-recipe-"));
  const log = join(folder, "calls");
  const executable = (name: string, text: string): void => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  executable("recorder", `printf '%s\\n' "$@" END >> '${log}'`);
  for (const [name, text] of Object.entries(others)) executable(name, text);
  writeFileSync(log, "");
  try {
    const [command, ...args] = shell;
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: "utf8", env: { ...env, PATH: `${folder}:${process.env["PATH"] ?? ""}`, SPANSCOPE: "recorder" } });
    const calls = readFileSync(log, "utf8").split("END\n").slice(0, -1).map((call) => read(call.split("\n").slice(0, -1)));
    return { calls, exitCode: status, stdout, stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
