import type { ReactNode } from "react";
import { BOLT, LOCK, markOf, hueVariable } from "./marks.ts";
import { MessageMark } from "./MessageMark.tsx";
import { svgPathOf } from "./shape-path.ts";
import type { Role } from "./shapes.ts";
import { KEY_TEXTS } from "../../texts/stage.ts";
import "./stage.css";

/** The key of colours and marks: one for canvas, lanes, feed, tape and bytes. */
export function LegendKey() {
  return (
    <div className="legend-key">
      <Group title={KEY_TEXTS.messages}>
        <Row mark={<MessageMark family="announcement" />} text={KEY_TEXTS.announcement} />
        <Row mark={<MessageMark family="transaction" />} text={KEY_TEXTS.transaction} />
        <Row mark={<MessageMark family="transaction" reply />} text={KEY_TEXTS.reply} />
        <Row mark={<MessageMark family="data" />} text={KEY_TEXTS.data} />
        <Row mark={<MessageMark family="abort" />} text={KEY_TEXTS.abort} />
        <Row mark={<MessageMark family="housekeeping" />} text={KEY_TEXTS.housekeeping} />
        <Row mark={<CopyMark />} text={KEY_TEXTS.copy} />
        <Row mark={<FadingMark />} text={KEY_TEXTS.lost} />
        <Row mark={<CorruptedMark />} text={KEY_TEXTS.corrupted} />
      </Group>
      <Group title={KEY_TEXTS.nodes}>
        <Row mark={<NodeMark shape="controller" />} text={KEY_TEXTS.controller} />
        <Row mark={<NodeMark shape="endpoint" />} text={KEY_TEXTS.endpoint} />
        <Row mark={<NodeMark shape="leaf" />} text={KEY_TEXTS.leaf} />
        <Row mark={<NodeMark shape="outside" />} text={KEY_TEXTS.outside} />
        <Row mark={<RingMark />} text={KEY_TEXTS.ring} />
        <Row mark={<EntriesMark />} text={KEY_TEXTS.entries} />
        <Row mark={<OfferMark />} text={KEY_TEXTS.offer} />
        <Row mark={<ByteOrderMark />} text={KEY_TEXTS.bigEndian} />
      </Group>
      <Group title={KEY_TEXTS.links}>
        <Row mark={<Lanes />} text={KEY_TEXTS.linkOpen} />
        <Row mark={<SharedLanes />} text={KEY_TEXTS.linkShared} />
        <Row mark={<Lanes ink="var(--grey)" dash="5 3" pause />} text={KEY_TEXTS.linkSuspended} />
        <Row mark={<SilentLanes />} text={KEY_TEXTS.linkSilent} />
        <Row mark={<ClosedLanes />} text={KEY_TEXTS.linkClosed} />
        <Row mark={<SealedLanes />} text={KEY_TEXTS.linkSealed} />
        <Row mark={<TreeLanes />} text={KEY_TEXTS.tree} />
        <Row mark={<RankMarks />} text={KEY_TEXTS.rank} />
        <Row mark={<PathMark />} text={KEY_TEXTS.path} />
        <Row mark={<PathMark lost />} text={KEY_TEXTS.lostCopy} />
      </Group>
    </div>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div>
      <h4>{title}</h4>
      <ul>{children}</ul>
    </div>
  );
}

function Row({ mark, text }: { readonly mark: ReactNode; readonly text: string }) {
  return (
    <li>
      {mark}
      <span>{text}</span>
    </li>
  );
}

function Wide({ children }: { readonly children: ReactNode }) {
  return (
    <svg width="32" height="16" viewBox="0 0 32 16" fill="none" aria-hidden="true">
      {children}
    </svg>
  );
}

/** The number stands between two bars, as on the stage. */
function CopyMark() {
  const { d } = markOf("data", false);
  const hue = hueVariable("data");
  return (
    <Wide>
      <path d={d} transform="translate(7 8)" fill={hue} stroke={hue} strokeWidth="1.5" strokeLinejoin="round" />
      <path d="M17.5 3.5v9M27.5 3.5v9" stroke="var(--text)" strokeWidth="1.25" />
      <text x="22.5" y="11.8" textAnchor="middle" fontSize="10.5" fontWeight="550" fill="var(--text)">
        2
      </text>
    </Wide>
  );
}

function FadingMark() {
  const { d } = markOf("announcement", false);
  const hue = hueVariable("announcement");
  return (
    <Wide>
      <path d={d} transform="translate(8 8)" fill={hue} opacity="0.45" />
      <path d="M17 5.5h2.4v2H17zM20.5 9h2v1.8h-2zM23 4.5h1.8v1.6H23zM26 8h1.5v1.4H26z" fill={hue} opacity="0.6" />
    </Wide>
  );
}

function CorruptedMark() {
  const { d } = markOf("announcement", false);
  const hue = hueVariable("announcement");
  return (
    <Wide>
      <path d={d} transform="translate(8 8)" fill={hue} />
      <path d={d} transform="translate(9.4 5.8)" stroke={hue} />
      <path d={d} transform="translate(6.6 10.2)" stroke={hue} />
      <path d={BOLT} transform="translate(20 6) scale(0.85)" fill="var(--red)" />
    </Wide>
  );
}

function NodeMark({ shape }: { readonly shape: Role }) {
  return (
    <svg width="16" height="16" viewBox="-9 -9 18 18" aria-hidden="true">
      <path d={svgPathOf(shape, 7)} fill="var(--node)" stroke="var(--link)" strokeWidth="1.75" />
    </svg>
  );
}

function RingMark() {
  return (
    <svg width="16" height="16" viewBox="-9 -9 18 18" fill="none" aria-hidden="true">
      <path d={svgPathOf("controller", 3.6)} fill="var(--link)" />
      <path d="M-7.6 -1A7.7 7.7 0 0 1 7.6 -1M7.6 1A7.7 7.7 0 0 1 -7.6 1" stroke="var(--amber)" strokeWidth="1.75" />
    </svg>
  );
}

function ByteOrderMark() {
  return (
    <svg width="16" height="16" viewBox="-8 -8 16 16" aria-hidden="true">
      <path d="M-4 -3.5h8v2.4h-8zM-4 1h4.6v2.4H-4z" fill="var(--muted)" />
    </svg>
  );
}

function EntriesMark() {
  return (
    <svg width="16" height="16" viewBox="-8 -8 16 16" aria-hidden="true">
      <rect x="-7" y="-6" width="14" height="12" rx="6" fill="var(--stage)" stroke="var(--amber)" strokeWidth="1.25" />
      <text y="3.5" textAnchor="middle" fontSize="10" fontWeight="550" fill="var(--text-amber)">
        2
      </text>
    </svg>
  );
}

function Lanes({ ink = "var(--link)", dash, pause }: { readonly ink?: string; readonly dash?: string; readonly pause?: boolean }) {
  return (
    <Wide>
      <path d="M0 5H32M0 11H32" stroke={ink} strokeWidth="1.5" strokeDasharray={dash} />
      {pause && <circle cx="16" cy="8" r="6.5" fill="var(--panel)" />}
      {pause && <path d="M14 4.5v7M18 4.5v7" stroke={ink} strokeWidth="2" />}
    </Wide>
  );
}

function SharedLanes() {
  return (
    <Wide>
      <path d="M0 3.5H32M0 6.5H32M0 9.5H32M0 12.5H32" stroke="var(--link)" strokeWidth="1" />
    </Wide>
  );
}

function SilentLanes() {
  return (
    <Wide>
      <path d="M0 5H7M0 11H7M25 5H32M25 11H32" stroke="var(--link)" strokeWidth="1.5" />
      <path d="M7 5H11M7 11H11M21 5H25M21 11H25" stroke="var(--link)" strokeWidth="1.5" opacity="0.35" />
      <circle cx="16" cy="8" r="3" stroke="var(--red)" strokeWidth="1.5" />
    </Wide>
  );
}

function ClosedLanes() {
  return (
    <Wide>
      <path d="M0 5H8M0 11H8M24 5H32M24 11H32" stroke="var(--link)" strokeWidth="1.5" />
      <path d="M11 8H22" stroke="var(--red)" strokeWidth="2.5" strokeLinecap="round" strokeDasharray="0.1 5" />
    </Wide>
  );
}

function SealedLanes() {
  return (
    <Wide>
      <path d="M0 5H32M0 11H32" stroke="var(--link)" strokeWidth="1.5" />
      <circle cx="16" cy="8" r="7.5" fill="var(--panel)" />
      <path d={LOCK} transform="translate(16 7.6)" fill="var(--grey)" />
    </Wide>
  );
}

function TreeLanes() {
  return (
    <Wide>
      <path d="M0 8H32" stroke="var(--teal-soft)" strokeWidth="11" />
      <path d="M0 5H32" stroke="var(--teal)" strokeWidth="1.5" opacity="0.7" />
      <path d="M0 11H32" stroke="var(--teal)" strokeWidth="2.5" />
    </Wide>
  );
}

function PathMark({ lost = false }: { readonly lost?: boolean }) {
  return (
    <Wide>
      <path d="M0 8H32" stroke="var(--amber)" strokeWidth="2" strokeDasharray="7 5" strokeDashoffset="-1" opacity={lost ? 0.4 : undefined} />
    </Wide>
  );
}

function RankMarks() {
  return (
    <svg width="34" height="16" viewBox="0 0 34 16" aria-hidden="true">
      {[
        { x: 9, rank: 1, fill: "var(--text-teal)", ink: "var(--stage)" },
        { x: 25, rank: 2, fill: "var(--stage)", ink: "var(--text-teal)" },
      ].map(({ x, rank, fill, ink }) => (
        <g key={rank}>
          <circle cx={x} cy="8" r="6.5" fill={fill} stroke="var(--teal)" strokeWidth="1.25" />
          <text x={x} y="11.6" textAnchor="middle" fontSize="10" fontWeight="650" fill={ink}>
            {rank}
          </text>
        </g>
      ))}
    </svg>
  );
}

function OfferMark() {
  return (
    <svg width="34" height="16" viewBox="0 0 34 16" aria-hidden="true">
      <rect x="2.5" y="1.5" width="13" height="13" rx="3.5" fill="var(--text-teal)" />
      <text x="9" y="12" textAnchor="middle" fontSize="11" fontWeight="650" fill="var(--stage)">
        M
      </text>
      <rect x="18.5" y="1.5" width="13" height="13" rx="3.5" fill="var(--stage)" stroke="var(--muted)" />
      <text x="25" y="12" textAnchor="middle" fontSize="11" fontWeight="650" fill="var(--text)">
        S
      </text>
    </svg>
  );
}
