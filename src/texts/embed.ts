/** Every word of the lab in a frame. */
export const EMBED_TEXTS = {
  events: "Events",
  whole: "Open this run in Spanscope",
  faults: "The address of this frame cannot be read",
} as const;
