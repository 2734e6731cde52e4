import type { MsgidKind } from "./msgids.ts";

/**
 * What things are called: the one way by which sentences, captions and inspections turn the numbers of a journal row into
 * names. Implemented over the world and the index of msgids; tests make their own.
 */
export interface Names {
  node(node: number): string;
  /** "B–C" */
  link(link: number): string;
  /** "B-C", as commands name it */
  linkId(link: number): string;
  /** display name of a link that a command names by its id */
  linkById(id: string): string;
  /** whether its ends read the header as the C program of 2012 does, which knows no AUTH (C12-03) */
  isOf2012(link: number): boolean;
  /** index of the node at the other end, -1 when there is no such link */
  peerOf(node: number, link: number): number;
  /** world index of a link that the node knows by its own number, -1 when there is none */
  linkOf(node: number, ownNumber: number): number;
  /** node at which a message in this direction starts, and the one to which it goes */
  fromOf(link: number, direction: number): number;
  toOf(link: number, direction: number): number;
  /** label of an index into the run's Identities */
  pfs(identity: number): string;
  pfsType(identity: number): string;
  /** "transaction t1", or by its msgid when nobody named it */
  transaction(msgidHi: number, msgidLo: number): string;
  /** the same of one that a command names: "shell s1" when it is one */
  transactionNamed(name: string): string;
  /** "lock w", or by its id when nobody named it (CAC-01) */
  lock(idHi: number, idLo: number): string;
  /** path of an inode of the tree that locks are about */
  inode(inum: number): string;
  /** "t1", or null for what nobody named */
  transactionName(msgidHi: number, msgidLo: number): string | null;
  /** "commit c1", or by its operation when nobody named it */
  commit(hi: number, lo: number): string;
  /** name of a traffic generator, by its index */
  generator(index: number): string;
  /** what an act of it goes to: one of the targets that it has chosen so far; "" = none */
  generatorTarget(index: number, target: number): string;
  /** what a msgid stands for, as far as the journal told */
  kindOf(msgidHi: number, msgidLo: number): MsgidKind;
  /** identity of the PFS that a SPAN announces, or that a transaction goes to; -1 when unknown */
  pfsOf(msgidHi: number, msgidLo: number): number;
}
