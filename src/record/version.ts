/**
 * The version of the engine, part of what a run is (invariant 8): the same version, scenario, seed and commands give the
 * same digest. It goes up whenever a run may differ from what it was: another rule, another event, another draw.
 */
export const ENGINE_VERSION = "3";
