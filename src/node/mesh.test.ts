import { describe, expect, it } from "vitest";
import { Mesh } from "./mesh.testkit.ts";

describe("a line of four nodes", () => {
  function line(): Mesh {
    const mesh = new Mesh();
    for (const id of ["A", "B", "C", "D"]) mesh.add(id, { pfs: [`pfs${id}`] });
    mesh.connect("A", "B");
    mesh.connect("B", "C");
    mesh.connect("C", "D");
    mesh.run();
    return mesh;
  }

  it("[LINK-01] [SPAN-03] every node learns every PFS", () => {
    const mesh = line();
    expect(mesh.events("violation")).toEqual([]);
    expect(mesh.events("linkOpen")).toHaveLength(6);
    const ids = ["A", "B", "C", "D"];
    const known = ids.map((id) => ids.filter((other) => mesh.node(id).bestSpan(`pfs${other}`, -1) !== null).join(""));
    expect(known).toEqual(["BCD", "ACD", "ABD", "ABC"]);
  });

  it("[ROUTE-01] [ROUTE-03] an echo transaction runs over three links and leaves nothing behind", () => {
    const mesh = line();
    const via = mesh.node("A").bestSpan("pfsD", -1)!;
    mesh.ask("A", { kind: "open", via, text: "hello", flags: 0x40, tag: 7 });
    mesh.run();
    expect(mesh.events("transactionAccepted", "D")).toHaveLength(1);
    expect(mesh.events("elementReceived", "A")).toHaveLength(1);
    expect(mesh.events("transactionClosed", "A").map((each) => each.value)).toEqual([0]);
    expect(mesh.events("entryOpened").map((each) => each.node)).toEqual(["B", "C"]);
    expect(["A", "B", "C", "D"].map((id) => mesh.node(id).core.transactions.count)).toEqual([0, 0, 0, 0]);
  });

  it("[ROUTE-05] [SPAN-08] [LINK-06] a cut in the middle aborts at both ends and everything is forgotten", () => {
    const mesh = line();
    const via = mesh.node("A").bestSpan("pfsD", -1)!;
    mesh.ask("A", { kind: "open", via, text: "hello", flags: 0, tag: 7 });
    mesh.run();
    mesh.cut("B", 1);
    mesh.run();
    expect(mesh.events("violation")).toEqual([]);
    expect(mesh.events("transactionAborted").map((each) => each.node).sort()).toEqual(["A", "D"]);
    expect(["A", "B", "C", "D"].map((id) => mesh.node(id).core.transactions.count)).toEqual([0, 0, 0, 0]);
    expect(mesh.node("A").bestSpan("pfsD", -1)).toBeNull();
    expect(mesh.node("A").core.spans.count).toBe(1 + 1); // own announcement, pfsB
  });
});
