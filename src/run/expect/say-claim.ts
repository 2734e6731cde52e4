import { unreachable } from "../../base/assert.ts";
import { formatUs } from "../../base/time.ts";
import type { Claim, Expectation, NumberTest } from "../../sim/scenario-expect.ts";
import { CLAIM_TEXTS as SAY, NUMBER_TEXTS } from "../../texts/run-expect.ts";
import { errorName } from "../../wire/constants.ts";

/** "at the end: A knows pfsD at dist 1" */
export function sayExpectation({ atUs, claim }: Expectation): string {
  return atUs === "end" ? SAY.atEnd(sayClaim(claim)) : SAY.at(formatUs(atUs), sayClaim(claim));
}

function sayClaim(claim: Claim): string {
  switch (claim.that) {
    case "span":
      return claim.known === false ? SAY.unknown(claim.node, claim.pfs) : SAY.span(claim.node, claim.pfs, { ...given("dist", sayNumber(claim.dist)), ...given("via", claim.via), ...given("copies", sayNumber(claim.copies)) });
    case "relays":
      return SAY.relays(claim.node, sayNumber(claim.count), claim.pfs, claim.link);
    case "reached":
      return claim.pfs === undefined ? SAY.reachedAll : SAY.reached(claim.pfs);
    case "transaction":
      return SAY.transaction(claim.name, claim.state, sayError(claim.error), claim.end);
    case "commit":
      return SAY.commit(claim.name, claim.state, sayError(claim.error), claim.end, claim.master);
    case "path":
      return SAY.path(claim.transaction, claim.nodes);
    case "link":
      return SAY.link(claim.link, claim.state);
    case "count":
      return SAY.count(claim.of, sayNumber(claim.is));
    case "events":
      return SAY.events(sayNumber(claim.is), claim.name, { ...given("rule", claim.rule), ...given("node", claim.node) });
    case "table":
      return SAY.table(claim.node, sayNumber(claim.is), claim.table);
    case "tablesEmpty":
      return claim.node === undefined ? SAY.tablesEmpty : SAY.tablesEmptyAt(claim.node);
    case "status":
      return claim.text === "" ? SAY.noStatus(claim.node, claim.pfs) : SAY.status(claim.node, claim.pfs, claim.text, { ...given("status", claim.status), ...given("type", claim.type) });
    case "reason":
      return claim.is === "relayed" ? SAY.relayed(claim.node, claim.pfs, claim.link) : SAY.notRelayed(claim.node, claim.pfs, claim.link, claim.is);
    case "check":
      return SAY.check[claim.state](claim.name);
    case "limit":
      return claim.reached === false ? SAY.endsItself : SAY.neverEnds;
    case "lock":
      return SAY.lock(claim.name, { ...given("state", claim.state), ...given("holds", claim.holds), ...given("masters", sayNumber(claim.masters)), ...given("error", sayError(claim.error)) });
    case "generator":
      return SAY.generator(claim.name, { ...given("state", claim.state), ...given("acts", sayNumber(claim.acts)), ...given("failed", sayNumber(claim.failed)) });
    case "byteOrderMakesNoDifference":
      return SAY.byteOrder;
    case "region":
      return SAY.region(sayNumber(claim.pieces), claim.link);
    default:
      return unreachable(claim, "expectation");
  }
}

function given<Name extends string, Value>(name: Name, value: Value | undefined): { readonly [Key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]: Value });
}

function sayError(error: number | undefined): string | undefined {
  return error === undefined ? undefined : errorName(error);
}

function sayNumber(test: NumberTest): string;
function sayNumber(test: NumberTest | undefined): string | undefined;
function sayNumber(test: NumberTest | undefined): string | undefined {
  if (test === undefined || typeof test === "number") return test?.toString();
  const { atLeast, atMost } = test;
  if (atLeast === undefined) return NUMBER_TEXTS.atMost(atMost!);
  return atMost === undefined ? NUMBER_TEXTS.atLeast(atLeast) : NUMBER_TEXTS.between(atLeast, atMost);
}
