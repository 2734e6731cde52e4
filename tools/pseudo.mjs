// `vite build --mode pseudo`: the page in a language that nobody speaks, beside the real one and never shipped. It proves
// that every catalogue of src/texts can be put in another language's place, and shows what is said without one.
import { join } from "node:path";
import { root } from "./ensure.mjs";

/** Where that page is built. */
export const pseudoFolder = join(root, "node_modules", ".cache", "spanscope", "pseudo");

/** @returns {import("vite").Plugin} */
export function pseudo() {
  const speech = join(root, "tools", "pseudo-speech.mjs").replaceAll("\\", "/");
  return {
    name: "spanscope:pseudo",
    enforce: "pre",
    transform(code, id) {
      if (!/\/src\/texts\/[a-z-]+\.ts$/.test(id.replaceAll("\\", "/").replace(/[?#].*$/, ""))) return null;
      const names = [...code.matchAll(/^export const ([A-Z_]+)\b/gm)].map(([, name]) => name);
      if (names.length === 0) return null;
      const lines = names.map((name) => `speakPseudo(${name});`);
      return { code: [`import { speakPseudo } from ${JSON.stringify(speech)};`, code, ...lines].join("\n"), map: null };
    },
  };
}
