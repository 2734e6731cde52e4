// A language that nobody speaks: each text in brackets, its letters with accents. What is read without brackets is not
// from a catalogue; what does not fit is too narrow for a longer language. Runs in the page and in the worker.

const OPEN = "[!! ";
const CLOSE = " !!]";
const PLAIN = "AaCcEeIiNnOoSsUuYyZz";
const ACCENTED = "ÀàÇçÉéÎîÑñÖöŠšÛûÝýŽž";

/** @type {WeakSet<object>} */
const spoken = new WeakSet();

/**
 * A text of a catalogue; its {places} stay. A text without letters is no word and stays, too.
 * @param {string} text
 */
export function pseudoOf(text) {
  if (!/\p{L}/u.test(text) || text.startsWith(OPEN)) return text;
  const parts = text.split(/(\{\w+\})/).map((part, at) => (at % 2 === 1 ? part : accented(part)));
  return OPEN + parts.join("") + CLOSE;
}

/** @param {string} text */
function accented(text) {
  return text.replace(/\p{L}/gu, (letter) => ACCENTED[PLAIN.indexOf(letter)] ?? letter);
}

/**
 * Makes a catalogue speak it, where it stands: whoever has imported it has it, too. What a function puts into its text may
 * be a name, so its letters stay.
 * @param {unknown} catalogue
 */
export function speakPseudo(catalogue) {
  const texts = /** @type {Record<string, unknown>} */ (catalogue);
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === "string") texts[key] = pseudoOf(value);
    else if (typeof value === "function") texts[key] = wrapped(/** @type {(...given: unknown[]) => unknown} */ (value));
    else speakPseudo(value);
  }
}

/** @param {(...given: unknown[]) => unknown} make */
function wrapped(make) {
  if (spoken.has(make)) return make;
  const other = (/** @type {unknown[]} */ ...given) => {
    const text = make(...given);
    return typeof text === "string" && /\p{L}/u.test(text) ? OPEN + text + CLOSE : text;
  };
  spoken.add(other);
  return other;
}
