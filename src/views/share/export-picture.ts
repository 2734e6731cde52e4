import type { Session } from "../../store/session.ts";
import { shownPicture, type ShownPicture } from "../stage/shown-picture.ts";
import { readPalette } from "../theme/palette.ts";
import { timeOf } from "../../texts/units.ts";
import { download } from "./download.ts";
import { CAPTION_PX, paintOn, svgOf, type PictureCaption } from "./paint-picture.ts";
import { SHARE_TEXTS } from "../../texts/share.ts";

/** Hands the picture on the stage to the visitor as a file; returns what there is to say, "" = nothing. */
export async function downloadPicture(session: Session, form: "svg" | "png" | "png2", theme: "dark" | "light"): Promise<string> {
  const texts = SHARE_TEXTS.pictures;
  const shown = shownPicture();
  const { loaded } = session.mirror.getState();
  if (shown === null || loaded === null) return texts.none;
  const themed = withTheme(shown, theme);
  const { frame } = themed.picture;
  const caption = { title: texts.caption(loaded.title, loaded.seed), stamp: texts.stamp(timeOf(frame.nowUs), loaded.engineVersion, frame.digest) };
  if (form === "svg") {
    download(texts.name(loaded.seed, "svg"), svgOf(themed, caption, measurer()), "image/svg+xml");
    return "";
  }
  const blob = await pngOf(themed, caption, form === "png2" ? 2 : 1).catch(() => null);
  if (blob === null) return texts.failed;
  download(texts.name(loaded.seed, "png"), blob, "image/png");
  return "";
}

/** The colours of a theme, whichever the page has. */
function withTheme(shown: ShownPicture, theme: "dark" | "light"): ShownPicture {
  const element = document.createElement("div");
  element.dataset.theme = theme;
  document.body.append(element);
  const palette = readPalette(element);
  element.remove();
  return { ...shown, picture: { ...shown.picture, palette, ui: { ...shown.picture.ui, theme } } };
}

function measurer(): (text: string, font: string) => number {
  const ctx = new OffscreenCanvas(1, 1).getContext("2d");
  if (ctx === null) throw new Error("the browser gives no 2D context");
  return (text, font) => {
    ctx.font = font;
    return ctx.measureText(text).width;
  };
}

async function pngOf(shown: ShownPicture, caption: PictureCaption, ratio: number): Promise<Blob | null> {
  const { width, height } = shown.picture;
  const canvas = new OffscreenCanvas(Math.round(width * ratio), Math.round((height + CAPTION_PX) * ratio));
  const ctx = canvas.getContext("2d");
  if (ctx === null) return null;
  paintOn(ctx, shown, caption, ratio);
  return canvas.convertToBlob({ type: "image/png" });
}
