/** Over which SPANs copies of a transaction go (DUP-01), and why none may be opened. */
import { expect, test } from "vitest";
import { id64, parseId64 } from "../../base/bytes.ts";
import { CAPABILITY, CMD } from "../../wire/constants.ts";
import type { SpanRef } from "../inputs.ts";
import { Mesh } from "../mesh.testkit.ts";
import { Puppet, type PuppetOptions } from "../puppet.testkit.ts";

const NEGOTIATED: PuppetOptions = { auth: { capabilities: CAPABILITY.DUPLICATION }, config: { offer: { capabilities: CAPABILITY.DUPLICATION, rights: 1, encryption: 0 } } };

/** A node with four peers, the last without duplication; the first offers "far" twice. */
function many() {
  const mesh = new Mesh({ pingUs: 0 });
  mesh.add("A");
  const puppets = [NEGOTIATED, NEGOTIATED, NEGOTIATED, {}].map((options) => Puppet.join(mesh, "A", options));
  const span = (peer: number, dist: number): string => puppets[peer]!.span("far", { dist });
  const spans = { near: span(0, 1), middle: span(1, 2), twice: span(0, 3), last: span(2, 4), without: span(3, 0) };
  mesh.run(2_000);
  for (const puppet of puppets) puppet.take();
  const shown = (refs: readonly SpanRef[]) => refs.map(({ link, msgidHi, msgidLo }) => `${link} ${Object.entries(spans).find(([, id]) => id === id64(msgidHi, msgidLo))![0]}`);
  const ref = (link: number, name: keyof typeof spans): SpanRef => {
    const { hi, lo } = parseId64(spans[name])!;
    return { link, msgidHi: hi | 0, msgidLo: lo | 0 };
  };
  return { mesh, puppets, shown, ref };
}

test("[DUP-01] [SPAN-02] the best of every link in their order, then what is left; a link that is asked for comes first", () => {
  const { mesh, shown } = many();
  const copies = (link: number) => shown(mesh.node("A").copySpans("far", link));
  expect(copies(-1)).toEqual(["0 near", "1 middle", "2 last", "0 twice"]);
  expect(copies(0)).toEqual(["0 near", "1 middle", "2 last", "0 twice"]);
  expect(copies(2)).toEqual(["2 last", "0 near", "1 middle", "0 twice"]);
  expect([copies(3), mesh.node("A").copySpans("nobody", -1)]).toEqual([[], []]);
});

test("[DUP-01] each copy that goes out is told, and each carries the same message", () => {
  const { mesh, puppets, ref } = many();
  mesh.ask("A", { kind: "open", via: ref(0, "near"), text: "hello", flags: 0, tag: 5, copies: [ref(1, "middle"), ref(2, "last")] });
  expect(puppets.map((puppet) => puppet.takeLines())).toEqual([['DOM_ECHO C "hello"'], ['DOM_ECHO C "hello"'], ['DOM_ECHO C "hello"'], []]);
  expect(mesh.events("transactionOpened").map(({ link, value }) => [link, value])).toEqual([[0, 5]]);
  expect(mesh.events("copyOpened").map(({ link, value, extra }) => [link, value, extra])).toEqual([[1, 2, 3], [2, 3, 3]]);
});

test("[DUP-01] one copy that cannot go is the refusal of all, and nothing is sent", () => {
  const { mesh, puppets, ref } = many();
  const refused = (copy: SpanRef) => {
    mesh.ask("A", { kind: "open", via: ref(0, "near"), text: "hello", flags: 0, tag: 5, copies: [copy] });
    return mesh.events("requestRefused").at(-1)?.value;
  };
  expect([refused(ref(3, "without")), refused(ref(1, "near")), puppets.flatMap((puppet) => puppet.take()), mesh.node("A").core.transactions.count]).toEqual([0x20, 0x21, [], 0]);
});

test("[DUP-01] [ROUTE-08] more than one of the links takes is the refusal of all; what has no aux data goes anywhere", () => {
  const mesh = new Mesh({ pingUs: 0 });
  mesh.add("A");
  const puppets = [NEGOTIATED, { ...NEGOTIATED, auth: { ...NEGOTIATED.auth, auxBytesMax: 128 } }].map((options) => Puppet.join(mesh, "A", options));
  for (const puppet of puppets) puppet.span("far");
  mesh.run(2_000);
  for (const puppet of puppets) puppet.take();
  const [via, ...copies] = mesh.node("A").copySpans("far", -1) as [SpanRef, ...SpanRef[]];
  const opened = (text: string) => mesh.ask("A", { kind: "open", via, copies, text, flags: 0, tag: 1 });
  opened("x".repeat(128)); // and its NUL
  expect([mesh.events("requestRefused").map(({ value }) => value), puppets.flatMap((puppet) => puppet.take())]).toEqual([[0x26], []]);
  opened("x".repeat(127));
  expect(puppets.map((puppet) => puppet.take().length)).toEqual([1, 1]);
  const { core } = mesh.node("A");
  mesh.with("A", () => core.copies.open([via, ...copies], { base: CMD.DOM_ECHO }, 0, 2));
  expect(puppets.map((puppet) => puppet.takeLines())).toEqual([["DOM_ECHO C"], ["DOM_ECHO C"]]);
});

test("[DUP-01] over a SPAN that is not there no copy goes", () => {
  const { mesh, ref } = many();
  const { copies } = mesh.node("A").core;
  const gone = { ...ref(0, "near"), msgidLo: 12_345 };
  expect([false, true].map((mustUseVia) => copies.spansFor(gone, mustUseVia))).toEqual([[], []]);
});
