import { useState } from "react";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { NumberField } from "../controls/field.tsx";
import { TEXTS } from "../../texts/page.ts";

/** SPAN-02: 1 to 255, added to the dist of every SPAN received over this link. */
export function WeightForm({ session, link, node, weight }: { readonly session: Session; readonly link: string; readonly node: string; readonly weight: number }) {
  const [text, setText] = useState(String(weight));
  return (
    <form
      className="weight-form"
      onSubmit={(event) => {
        event.preventDefault();
        session.onCommand({ do: "setWeight", link, node, weight: Number(text) });
      }}
    >
      <NumberField label={TEXTS.link.weightOf(node)} value={text} min={1} max={255} step={1} required title={TEXTS.link.weightHint} onChange={(event) => setText(event.target.value)} />
      <Button type="submit" small disabled={Number(text) === weight}>
        {TEXTS.link.setWeight}
      </Button>
    </form>
  );
}
