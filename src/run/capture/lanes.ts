import { DIRECTION, LINK_TYPE } from "../../record/pcapng/blocks.ts";
import type { ReadInterface } from "../../record/pcapng/reader.ts";
import type { Profile } from "../../wire/constants.ts";

/** One direction of a link as it is followed through a capture. */
export class CapturedLane {
  /** the link, the same for both its directions; and which end sends */
  readonly link: string;
  readonly side: string;
  readonly profile: Profile;
  /** SHM-01: out-of-band data stands behind its header */
  readonly shared: boolean;
  /** The capture says how the interface is meant, and what is inbound on it is what the receiver saw; otherwise it says who sent it. */
  readonly named: boolean;
  peer: CapturedLane | null = null;
  /** of the link (LINK-07) */
  incarnation = 0;
  /** messages seen of this incarnation; and whether its first one was among them */
  sent = 0;
  whole = false;
  /** low byte of the next salt (WIRE-07), number of the next record (LINK-02); -1 = unknown */
  sequence = -1;
  record = -1;

  constructor(link: string, side: string, profile: Profile, shared: boolean, named: boolean) {
    this.link = link;
    this.side = side;
    this.profile = profile;
    this.shared = shared;
    this.named = named;
  }

  /** A new incarnation of the link begins with the next message. */
  begin(): void {
    this.incarnation++;
    this.sent = 0;
    this.whole = true;
    this.sequence = 0;
    this.record = 0;
  }
}

/** The lanes of a capture, found by interface and direction. */
export class CapturedLanes {
  private readonly _interfaces: readonly ReadInterface[];
  private readonly _profile: Profile;
  private readonly _lanes = new Map<string, CapturedLane>();

  /** `profile`: of interfaces that do not say theirs */
  constructor(interfaces: readonly ReadInterface[], profile: Profile) {
    this._interfaces = interfaces;
    this._profile = profile;
    for (const [number, { linkType, name }] of interfaces.entries()) if (linkType === LINK_TYPE.MESSAGES && NAME.test(name)) this.of(number, DIRECTION.OUTBOUND);
  }

  of(number: number, direction: number): CapturedLane {
    const { section, name, description } = this._interfaces[number]!;
    const match = NAME.exec(name);
    const profile = / profile (header|c2012)\b/.exec(description)?.[1] as Profile | undefined;
    const shared = SHARED.test(description);
    if (match !== null) return this._lane(`${section} ${match[3]}`, match[1]!, profile ?? this._profile, shared, true);
    return this._lane(`${section} #${number}`, direction === DIRECTION.INBOUND ? "in" : "out", profile ?? this._profile, shared, false);
  }

  /** Both directions of a link, as far as they are captured; `section` is where an event of it stands. */
  ofLink(section: number, link: string): CapturedLane[] {
    return [...this._lanes.values()].filter((lane) => lane.named && lane.link === `${section} ${link}`);
  }

  private _lane(link: string, side: string, profile: Profile, shared: boolean, named: boolean): CapturedLane {
    const key = `${link} ${side}`;
    let lane = this._lanes.get(key);
    if (lane !== undefined) return lane;
    lane = new CapturedLane(link, side, profile, shared, named);
    for (const other of this._lanes.values()) {
      if (other.link !== link) continue;
      other.peer = lane;
      lane.peer = other;
    }
    this._lanes.set(key, lane);
    return lane;
  }
}

/** "A>B over A-B" */
const NAME = /^(.*)>(.*) over (.*)$/;
const SHARED = /, shared memory/;
