import type { FromLayout } from "./layout-port.ts";
import type { LayoutPort } from "./node-places.ts";

/** The layout worker, started when a mesh first needs it. */
export function openLayoutWorker(onPlaces: (places: FromLayout) => void): LayoutPort {
  const worker = new Worker(new URL("./layout-worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }: MessageEvent<FromLayout>): void => onPlaces(data);
  return {
    post: (message) => worker.postMessage(message),
    dispose: () => worker.terminate(),
  };
}
