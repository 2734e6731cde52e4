/** Words of the jumps along causes. The sentences come from the run. */
export const CAUSALITY_TEXTS = {
  bar: "The event that is looked at",
  event: (event: string) => `event ${event}`,
  toCause: "To its cause",
  toEffect: "To its first effect",
  noCause: "Nothing that is kept led to it",
  noEffect: "It led to nothing yet",
  effects: (count: string, one: boolean) => (one ? "1 effect" : `${count} effects`),
  chain: "Causes and effects",
  because: "Because",
  ledTo: "Led to",
  more: (count: string) => `and ${count} more`,
  thisEvent: "this event",
  goHere: "Go to this event",
  close: "Look at no event",
} as const;
