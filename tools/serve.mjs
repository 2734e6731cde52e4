// Serves the built page on the loopback address: `node tools/serve.mjs [--port N] [--strict]`.
// Without --strict the next free port from N on is taken.
import { parseArgs } from "node:util";
import { preview } from "vite";
import { root } from "./ensure.mjs";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "4173" },
    strict: { type: "boolean", default: false },
  },
});

const server = await preview({
  root,
  logLevel: "warn",
  preview: { host: "127.0.0.1", port: Number(values.port), strictPort: values.strict },
});
console.log(`Spanscope is at ${server.resolvedUrls?.local[0]}`);
if (process.stdout.isTTY) console.log("Stop it with Ctrl-C.");
