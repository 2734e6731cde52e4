import { TEXTS } from "../../texts/page.ts";

interface CaptionProps {
  readonly caption: string;
  readonly hint: string;
  readonly starting: boolean;
}

/** The one sentence above the picture: the hint until the visitor has done something, then what is worth telling. */
export function Caption({ caption, hint, starting }: CaptionProps) {
  const text = starting ? TEXTS.page.starting : hint || caption;
  return (
    <div className="caption" data-starting={starting || undefined}>
      {text !== "" && (
        <p className="caption-pill" aria-hidden="true">
          {text}
        </p>
      )}
    </div>
  );
}
