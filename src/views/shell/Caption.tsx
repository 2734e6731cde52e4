import { useEffect, useRef, useState } from "react";
import { TEXTS } from "../texts.ts";

interface CaptionProps {
  readonly caption: string;
  readonly hint: string;
  readonly starting: boolean;
}

/** The one sentence above the picture: the hint until the visitor has done something, then what is worth telling. */
export function Caption({ caption, hint, starting }: CaptionProps) {
  const text = starting ? TEXTS.page.starting : hint || caption;
  const spoken = useSpoken(text);
  return (
    <div className="caption" data-starting={starting || undefined}>
      {text !== "" && (
        <p className="caption-pill" aria-hidden="true">
          {text}
        </p>
      )}
      <output className="visually-hidden" aria-live="polite">
        {spoken}
      </output>
    </div>
  );
}

/** At most this often something is read aloud. */
const SPOKEN_EVERY_MS = 2_000;

/** A sentence whose numbers alone go on ("cut 3 ms ago") is read once, and never more than one every two seconds. */
function useSpoken(text: string): string {
  const [spoken, setSpoken] = useState("");
  const last = useRef({ story: "", ms: 0 });
  useEffect(() => {
    const story = text.replace(/[\d.]+ (?:µs|ms|s)\b/g, "");
    if (story === last.current.story) return;
    const wait = Math.max(150, last.current.ms + SPOKEN_EVERY_MS - performance.now());
    const timer = setTimeout(() => {
      last.current = { story, ms: performance.now() };
      setSpoken(text);
    }, wait);
    return () => clearTimeout(timer);
  }, [text]);
  return spoken;
}
