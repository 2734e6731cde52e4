import type { Frame } from "../../port/messages.ts";
import type { LightState } from "../controls/mark.tsx";

const CHECK_LIGHTS = { holds: "good", violated: "bad", unknown: "waiting" } as const satisfies Readonly<Record<Frame["checks"][number]["state"], LightState>>;
const EXPECTATION_LIGHTS = { met: "good", failed: "bad", pending: "waiting" } as const satisfies Readonly<Record<Frame["expectations"][number]["state"], LightState>>;

export function lightOfCheck(state: Frame["checks"][number]["state"]): LightState {
  return CHECK_LIGHTS[state];
}

export function lightOfExpectation(state: Frame["expectations"][number]["state"]): LightState {
  return EXPECTATION_LIGHTS[state];
}

/** One light for all of them: bad when one is bad, waiting while none is judged or a claim is open, else good. */
export function worstOf(checks: Frame["checks"], expectations: Frame["expectations"]): LightState {
  const lights = [...checks.map(({ state }) => lightOfCheck(state)), ...expectations.map(({ state }) => lightOfExpectation(state))];
  if (lights.includes("bad")) return "bad";
  const claimed = expectations.some(({ state }) => state === "pending");
  return claimed || !lights.includes("good") ? "waiting" : "good";
}
