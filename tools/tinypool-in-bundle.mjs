// Tinypool starts its workers from a file of its own package, beside the one it is in. In a bundle there is no such file: there the bundle
// itself is what a worker starts, and finds out that it is one (`process.__tinypool_state__`, set by tinypool's worker entry).
// Two places of one file change, and the build fails when tinypool no longer has them.

/** @returns {import("vite").Plugin} */
export function tinypoolInBundle() {
  return {
    name: "spanscope:tinypool-in-bundle",
    transform(code, id) {
      if (!/[\\/]tinypool[\\/]dist[\\/]index\.js$/.test(id.replace(/\?.*$/, ""))) return null;
      const started = code.replace('fileURLToPath(import.meta.url + "/../entry/worker.js")', "fileURLToPath(import.meta.url)");
      if (started === code) this.error("tinypool starts its workers in another way than this plugin knows");
      const bundled = `import { isMainThread as __isMainThread, workerData as __workerData } from "node:worker_threads";
${started}
if (!__isMainThread && Array.isArray(__workerData) && __workerData[0]?.workerId !== undefined) await import("./entry/worker.js");
`;
      return { code: bundled, map: null };
    },
  };
}
