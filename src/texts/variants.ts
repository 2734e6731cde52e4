import type { VariantName } from "../node/variants.ts";

/** The ways of running the protocol that are not the usual one: by name, and what each is for, in one sentence. */
export const VARIANT_TEXTS = {
  "no-split-horizon": {
    title: "No split horizon",
    sentence: "A SPAN is relayed back over the link it came from, as in 2012: a PFS that is gone lives on as its own echo, and distances climb.",
  },
  "no-maximum-distance": {
    title: "No maximum distance",
    sentence: "A SPAN is relayed however far it has come: without split horizon the climbing never ends, until the run's own limit stops it.",
  },
  "no-hold": {
    title: "No hold",
    sentence: "Relays are decided at every event instead of once per hold time: the first, worse answers are relayed too, and the messages multiply.",
  },
  "multi-path-duplication": {
    title: "Multi-path duplication",
    sentence: "Links negotiate it: a transaction may run in several copies over several paths, and while one of them lives its ends notice nothing of a loss.",
  },
  "silent-reroute": {
    title: "Silent re-route by hops",
    sentence: "A hop that loses a path moves what used it to another and tells nobody: the ends believe in a transaction that no longer reaches the other side.",
  },
  "early-spanid": {
    title: "Spanid reused too early",
    sentence: "A SPAN's id names the next SPAN before the peer has answered its closing: the late answer, and messages still under way, hit the wrong one.",
  },
  "endpoint-only-state": {
    title: "State at the ends only",
    sentence: "Hops keep no forwarding entries and route by spanid alone: a reply cannot know whom its command came from, and a lost path aborts nothing.",
  },
  "plain-crc": {
    title: "Plain CRC-32",
    sentence: "Checksums are CRC-32 as in zip and Ethernet instead of CRC-32C: nodes that all do so understand each other and nobody else.",
  },
} as const satisfies Readonly<Record<VariantName, { readonly title: string; readonly sentence: string }>>;
