import type { VariantShown } from "../../port/messages.ts";
import { BoltMark } from "../controls/mark.tsx";
import { TEXTS } from "../../texts/page.ts";
import "./variants.css";

/** While a variant is on the bar says so; it leads to the switches. */
export function VariantBadge({ variants, onShow }: { readonly variants: readonly VariantShown[]; readonly onShow: () => void }) {
  const on = variants.filter((one) => one.on);
  if (on.length === 0) return null;
  const titles = on.map(({ title }) => title).join(", ");
  return (
    <button type="button" className="variant-badge" data-forbidden={on.some(({ forbiddenBy }) => forbiddenBy.length > 0) || undefined} aria-label={`${TEXTS.variants.badge(titles)}. ${TEXTS.variants.badgeHint}`} title={TEXTS.variants.badge(titles)} onClick={onShow}>
      {on.some(({ forbiddenBy }) => forbiddenBy.length > 0) && <BoltMark />}
      <span>{on.length === 1 ? on[0]!.title : TEXTS.variants.badgeMany(on.length)}</span>
    </button>
  );
}
