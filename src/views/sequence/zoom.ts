/** One step closer, by key or button. */
export const ZOOM_STEP = 1.5;
