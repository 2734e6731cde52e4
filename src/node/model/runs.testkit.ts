/** How often a model is run, and from which seed: pinned in the tests; in a long run MODEL_RUNS times as often, from MODEL_SEED. */
export function modelRuns(runs: number): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: runs * fromEnvironment("MODEL_RUNS"), seed: fromEnvironment("MODEL_SEED") };
}

function fromEnvironment(name: "MODEL_RUNS" | "MODEL_SEED"): number {
  const value = Number(process.env[name] ?? 1);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name}: expected a whole number from 1 on, not ${process.env[name]}`);
  return value;
}

/** Until a planted fault is found: always the same runs. */
export function plantedRuns(runs: number): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: runs, seed: 1 };
}
