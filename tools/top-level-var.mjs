/**
 * For bundles that run the engine on Node: a `const` of a file stays one, as it does in the page's workers. Vite would make it
 * a `var`, whose value compiled code must read and check each time, and a message touches hundreds of such constants.
 */
export const topLevelVar = false;
