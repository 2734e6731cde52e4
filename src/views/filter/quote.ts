/** A name as a value of the filter language: in quotes unless it reads as one word. */
export function quotedName(name: string): string {
  const isWord = /^[^\s(){},"=<>~!&|]+$/.test(name) && !/^(and|or|not|has|in)$/i.test(name);
  return isWord ? name : `"${name.replace(/[\\"]/g, "\\$&")}"`;
}
