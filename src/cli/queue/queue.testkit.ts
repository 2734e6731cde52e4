import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { createBuilder } from "vite";

const root = resolve(import.meta.dirname, "../../..");

/** Builds the terminal program, with its own engine or one that calls itself otherwise, into a folder from which it finds the packages of the project; returns its path. */
export async function builtProgram(name: string, engine?: string): Promise<string> {
  const otherEngine = { name: "other-engine", transform: (code: string, id: string) => (engine !== undefined && id.endsWith("/record/version.ts") ? code.replace(/ENGINE_VERSION = "[^"]*"/, `ENGINE_VERSION = "${engine}"`) : null) };
  const outDir = join(root, "node_modules", ".cache", "spanscope", name);
  const builder = await createBuilder({ root, logLevel: "warn", plugins: [otherEngine], environments: { cli: { build: { outDir } } } });
  await builder.build(builder.environments.cli!);
  return join(outDir, "cli.mjs");
}

/** How a program ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs. */
export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

const started = new Set<ChildProcess>();

export function start(command: string, args: readonly string[], options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {}): Started {
  const child = spawn(command, args, { cwd: options.cwd ?? root, env: { ...process.env, ...options.env }, stdio: ["ignore", "pipe", "pipe"] });
  started.add(child);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<Ended>((done, fail) => {
    child.on("error", fail);
    child.on("close", (exitCode) => {
      started.delete(child);
      done({ exitCode, stdout, stderr });
    });
  });
  return { child, ended };
}

/** What a test that failed left running. */
export function killAll(): void {
  for (const child of started) child.kill("SIGKILL");
}

/** A Redis server of its own, in memory only. */
export async function redisServer(...options: string[]): Promise<{ readonly url: string; readonly port: number; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "spanscope-redis-"));
  const port = await freePort();
  const { child, ended } = start("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder, ...options]);
  const ready = new Promise<void>((done) => child.stdout!.on("data", (data: Buffer) => data.includes("Ready to accept connections") && done()));
  await Promise.race([ready, ended.then(({ stdout, stderr }) => Promise.reject(new Error(`redis-server ended: ${stdout}${stderr}`)))]);
  const close = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: `redis://127.0.0.1:${port}`, port, close };
}

async function freePort(): Promise<number> {
  const { server, port } = await listening(() => undefined);
  await new Promise((done) => server.close(done));
  return port;
}

/** Something else that listens: what it says to whoever comes is given. */
export async function listening(greet: (socket: Socket) => void): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    greet(socket);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { server, port: address.port };
}

/** Waits for what a test needs to see; the test's own time limit ends it. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await setTimeout(50);
}
