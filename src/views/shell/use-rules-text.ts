import { useEffect, useState } from "react";

/** docs/rules.md is part of the build as text, read when somebody asks for it. */
const SOURCES = import.meta.glob<string>("/docs/rules.md", { query: "?raw", import: "default" });

/** null while it is on its way, "" where this build has none. */
export function useRulesText(): string | null {
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    let wanted = true;
    const load = SOURCES["/docs/rules.md"];
    void (load?.() ?? Promise.resolve("")).then((loaded) => {
      if (wanted) setText(loaded);
    });
    return () => {
      wanted = false;
    };
  }, []);
  return text;
}
