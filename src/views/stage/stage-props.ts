import type { ReactNode } from "react";
import type { Command, Frame, Inspectable, TopologyView } from "../../port/messages.ts";
import type { StageExplained } from "../explain/stage-explained.ts";
import type { ThemeName } from "../theme/theme.ts";

/** What the stage is told of the page's own state. A new object with equal fields costs nothing. */
export interface StageUi {
  readonly theme: ThemeName;
  readonly selection: Inspectable | null;
  readonly watchedPfs: string | null;
  readonly watchedTransaction: string | null;
  readonly reducedMotion: boolean;
  /** what is explained: a wavefront, a preview of a cut, or what one node knows */
  readonly explained?: StageExplained | null;
  /** it is looked at alone: nothing can be done there, and nothing offers to */
  readonly lookOnly?: boolean;
}

export interface StageProps {
  /** the topology of the frames; a frame that brings a newer one wins until this prop follows */
  readonly topology: TopologyView | null;
  /** called for every frame, outside of React; must be the same function from render to render */
  readonly subscribeFrame: (listener: (frame: Frame) => void) => () => void;
  readonly getFrame: () => Frame | null;
  readonly ui: StageUi;
  readonly onCommand: (command: Command) => void;
  /** the same for several things at once */
  readonly onCommands: (commands: readonly Command[]) => void;
  /** null = nothing is selected any more */
  readonly onSelect: (selection: Inspectable | null) => void;
  /** a click on a message pauses the run before it is inspected */
  readonly onPause: () => void;
  /** the bytes of a message in flight shall be replaced: opens them for that */
  readonly onForge: (message: number) => void;
  /** what a link carried shall be saved as a capture */
  readonly onCapture: (link: string) => void;
  /** lights the tree of a PFS, by its label */
  readonly onLight: (pfs: string) => void;
  /** lies over the picture, e.g. the sentence above it; only its own controls take the pointer */
  readonly children?: ReactNode;
}
