import { useState } from "react";
import type { Session } from "../../store/session.ts";
import { Button } from "../controls/button.tsx";
import { SelectField } from "../controls/field.tsx";
import { Icon } from "../controls/icons.tsx";
import { SHARE_TEXTS } from "../../texts/share.ts";

type Form = "svg" | "png" | "png2";

/** The picture on the stage as a file: vectors, or pixels. What makes it is loaded when it is asked for. */
export function PictureSection({ session }: { readonly session: Session }) {
  const texts = SHARE_TEXTS.pictures;
  const [theme, setTheme] = useState<string>(() => (document.documentElement.dataset.theme === "light" ? "light" : "dark"));
  const [said, setSaid] = useState("");
  const make = async (form: Form): Promise<void> => {
    setSaid("");
    const { downloadPicture } = await import("./export-picture.ts");
    setSaid(await downloadPicture(session, form, theme === "light" ? "light" : "dark"));
  };
  return (
    <section>
      <h3>{texts.title}</h3>
      <p>{texts.text}</p>
      <div className="share-row">
        <SelectField label={texts.theme} bare value={theme} choices={[{ value: "dark", text: texts.dark }, { value: "light", text: texts.light }]} onChoose={setTheme} />
        {(["svg", "png", "png2"] as const).map((form) => (
          <Button key={form} onClick={() => void make(form)}>
            <Icon name="download" />
            {texts[form]}
          </Button>
        ))}
      </div>
      <output className="share-facts">{said}</output>
    </section>
  );
}
