import { useState } from "react";
import { Button } from "../controls/button.tsx";
import { SHARE_TEXTS } from "../../texts/share.ts";

interface CopyButtonProps {
  readonly label: string;
  readonly text: () => string | Promise<string>;
  readonly look?: "primary" | "plain";
  readonly disabled?: boolean;
}

/** Puts a text on the clipboard and says whether it is there. */
export function CopyButton({ label, text, look = "plain", disabled = false }: CopyButtonProps) {
  const [said, setSaid] = useState("");
  const { copied, notCopied } = SHARE_TEXTS.link;
  const copy = async (): Promise<void> => {
    const value = await text();
    try {
      await navigator.clipboard.writeText(value);
      setSaid(copied);
    } catch {
      setSaid(notCopied);
    }
  };
  return (
    <span className="copy">
      <Button look={look} disabled={disabled} onClick={() => void copy()}>
        {label}
      </Button>
      <output className="copy-said">{said}</output>
    </span>
  );
}
