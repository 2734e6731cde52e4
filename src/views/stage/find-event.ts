/** Asked of the window by whoever wants to open the stage's search: the palette, Ctrl+F, "/" on the stage. */
export const FIND_EVENT = "stage-find";
