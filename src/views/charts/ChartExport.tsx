import { DropdownMenu } from "radix-ui";
import type { RefObject } from "react";
import { type ChartModel, csvOf, jsonOf } from "./chart-model.ts";
import { pngOf, saveAs, svgTextOf } from "./export.ts";
import { CHART_TEXTS } from "../../texts/charts.ts";

const FORMS = ["csv", "json", "svg", "png"] as const;

/** The values as CSV or JSON, the picture as SVG or PNG. */
export function ChartExport({ model, svg }: { readonly model: ChartModel; readonly svg: RefObject<SVGSVGElement | null> }) {
  const save = async (form: (typeof FORMS)[number]): Promise<void> => {
    const blob = await blobOf(form, model, svg.current);
    if (blob !== null) saveAs(`spanscope-${model.id}.${form}`, blob);
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <button type="button" className="chart-tool" aria-label={CHART_TEXTS.exportOf(model.title)}>
          {CHART_TEXTS.export}
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
          {FORMS.map((form) => (
            <DropdownMenu.Item key={form} className="menu-item" onSelect={() => void save(form)}>
              {CHART_TEXTS.forms[form]}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

async function blobOf(form: (typeof FORMS)[number], model: ChartModel, svg: SVGSVGElement | null): Promise<Blob | null> {
  if (form === "csv") return new Blob([csvOf(model)], { type: "text/csv" });
  if (form === "json") return new Blob([jsonOf(model)], { type: "application/json" });
  if (svg === null) return null;
  return form === "svg" ? new Blob([svgTextOf(svg, model)], { type: "image/svg+xml" }) : pngOf(svg, model);
}
