import type { LinkInspection } from "../../port/messages.ts";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { Section } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";
import { bytesOf, grouped } from "../../texts/units.ts";
import "./shm.css";

type RingShown = NonNullable<LinkInspection["directions"][number]["ring"]>;
type MemoryShown = NonNullable<LinkInspection["memory"]>;

interface MemorySectionProps {
  readonly session: Session;
  readonly link: LinkInspection;
}

const { shm: SHM } = TEXTS;

/** What the two ends of a link share (SHM-01): the rings with head, tail and PADs, the region with its pieces, and whether there are CRCs. */
export function MemorySection({ session, link }: MemorySectionProps) {
  const { memory, directions } = link;
  if (memory === null) return null;
  return (
    <Section title={SHM.title} side={<span className="section-side">{SHM.crcs(memory.crcs)}</span>}>
      <div className="shm">
        {directions.map(({ from, to, ring }) => ring !== null && <RingBar key={from} title={SHM.ring(from, to)} ring={ring} onMessage={(message) => session.select({ kind: "message", message })} />)}
        <RegionMap session={session} link={link.id} memory={memory} />
      </div>
    </Section>
  );
}

function percent(part: number, whole: number): string {
  return `${(100 * part) / whole}%`;
}

function RingBar({ title, ring, onMessage }: { readonly title: string; readonly ring: RingShown; readonly onMessage: (message: number) => void }) {
  const { bytes, used, head, tail, messages, waiting, waitingBytes, pads } = ring;
  return (
    <figure className="shm-part">
      <figcaption>
        <span>{title}</span>
        <span className="muted">{SHM.ringUsed(grouped(used), grouped(bytes))}</span>
      </figcaption>
      <div className="shm-bar">
        {messages.map(({ message, from, bytes: length, name, pad }) => (
          <button key={message} type="button" className="shm-block" data-kind={pad ? "pad" : "message"} style={{ left: percent(from, bytes), width: percent(Math.min(length, bytes - from), bytes) }} title={SHM.inRing(name, grouped(from), grouped(length))} aria-label={SHM.inRing(name, grouped(from), grouped(length))} onClick={() => onMessage(message)} />
        ))}
        <i className="shm-mark" data-mark="tail" style={{ left: percent(tail, bytes) }} />
        <i className="shm-mark" data-mark="head" style={{ left: percent(head, bytes) }} />
      </div>
      <p className="shm-note">
        {SHM.tailHead(grouped(tail), grouped(head))}
        {pads > 0 && ` · ${SHM.pads(pads)}`}
        {waiting > 0 && <b className="shm-waiting"> · {SHM.waiting(waiting, bytesOf(waitingBytes))}</b>}
      </p>
    </figure>
  );
}

function RegionMap({ session, link, memory }: { readonly session: Session; readonly link: string; readonly memory: MemoryShown }) {
  const { regionBytes, halves } = memory;
  const pieces = halves.flatMap(({ node, pieces: own }, side) => own.map((piece) => ({ ...piece, node, side })));
  return (
    <figure className="shm-part">
      <figcaption>
        <span>{SHM.region}</span>
        <span className="muted">{SHM.regionUsed(pieces.length, bytesOf(regionBytes))}</span>
      </figcaption>
      <div className="shm-bar shm-region" aria-hidden="true">
        {halves.map(({ node, from }, side) => (
          <span key={node} className="shm-half" style={{ left: percent(from, regionBytes) }} data-side={side}>
            {SHM.half(node)}
          </span>
        ))}
        {pieces.map(({ offset, bytes, side }) => (
          <i key={offset} className="shm-block" data-kind={side === 0 ? "a" : "b"} style={{ left: percent(offset, regionBytes), width: percent(bytes, regionBytes) }} />
        ))}
      </div>
      {pieces.length === 0 ? (
        <p className="shm-note">{SHM.nothing}</p>
      ) : (
        <ul className="shm-pieces">
          {pieces.map(({ node, side, offset, bytes, generation, text }) => (
            <li key={offset}>
              <i className="shm-key" data-kind={side === 0 ? "a" : "b"} />
              <span className="shm-piece">
                <b>{SHM.piece(node, grouped(offset), bytesOf(bytes))}</b> <span className="muted">{SHM.generation(generation)}</span>
                {text !== "" && <q>{text}</q>}
              </span>
              <span className="act-row">
                <Button small title={SHM.writeHint} onClick={() => session.onCommand({ do: "scribble", link, from: node, how: "write", offset })}>
                  {SHM.write}
                </Button>
                <Button small title={SHM.releaseHint} onClick={() => session.onCommand({ do: "scribble", link, from: node, how: "release", offset })}>
                  {SHM.release}
                </Button>
              </span>
            </li>
          ))}
        </ul>
      )}
    </figure>
  );
}
