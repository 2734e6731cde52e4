/** The key of colours and marks: one for canvas, lanes, feed, tape and bytes. */
export function LegendKey() {
  return <ul className="legend-key" />;
}
