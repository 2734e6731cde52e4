/** Hands something to the visitor as a file. */
export function download(name: string, content: string | Blob, type: string): void {
  const address = URL.createObjectURL(typeof content === "string" ? new Blob([content], { type }) : content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // some browsers read it only after the click has been handled
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
