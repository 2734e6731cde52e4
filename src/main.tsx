import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
worker.onmessage = (event: MessageEvent<string>) => {
  document.documentElement.dataset.worker = event.data;
};

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <h1>Spanscope</h1>
  </StrictMode>,
);
