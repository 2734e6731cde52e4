import { DEFAULT_SWITCHES } from "../../node/config.ts";
import type { Profile } from "../../wire/constants.ts";
import type { Dice } from "./dice.ts";
import type { MeshLink } from "./mesh-link.ts";

/** Links with their profiles, and the one that those have which say nothing. */
export interface Profiled {
  readonly profile: Profile;
  readonly links: readonly MeshLink[];
}

/** Most meshes speak as the header says; some have links of the C program's profile among theirs, some hardly any others, and some none. */
export function drawProfiles(links: readonly MeshLink[], dice: Dice): Profiled {
  const kind = dice.weighted([["header", 84], ["some", 8], ["most", 3], ["all", 5]]);
  if (kind === "header") return { profile: DEFAULT_SWITCHES.profile, links };
  if (kind === "all") return { profile: "c2012", links: links.map(ofThe2012Program) };
  const others = dice.pick([15, 40]);
  if (kind === "some") return { profile: "header", links: links.map((link) => (dice.chance(others) ? { ...ofThe2012Program(link), profile: "c2012" } : link)) };
  return { profile: "c2012", links: links.map((link) => (dice.chance(others) ? { ...link, profile: "header" } : ofThe2012Program(link))) };
}

/** C12-03: without AUTH nothing of what is negotiated there. */
function ofThe2012Program(link: MeshLink): MeshLink {
  const { kind: _kind, shm: _shm, security: _security, securityA: _a, securityB: _b, ...rest } = link;
  return rest;
}
