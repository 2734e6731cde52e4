/** The look of the page; `main.tsx` imports this once. Fonts are shipped with it, so that it works offline. */
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./tokens.css";
import "./base.css";

export type ThemeName = "dark" | "light";
