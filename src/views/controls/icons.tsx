/** Line icons of the interface, 16 by 16; they take the colour of the text and are never read aloud. */
const PATHS = {
  play: "M5 3.2v9.6l8-4.8z",
  pause: "M5 3.5v9M11 3.5v9",
  step: "M3.5 3.5v9l6-4.5zM12.5 3.5v9",
  stepBack: "M12.5 3.5v9l-6-4.5zM3.5 3.5v9",
  undo: "M6 3L2.8 6.2 6 9.4M3.2 6.2h6a3.6 3.6 0 0 1 0 7.2H7",
  redo: "M10 3l3.2 3.2L10 9.4M12.8 6.2h-6a3.6 3.6 0 0 0 0 7.2H9",
  restart: "M3.2 8a4.8 4.8 0 1 0 1.6-3.6M3 2.8v2.4h2.4",
  sun: "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9",
  moon: "M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z",
  download: "M8 2.5v7.2M5 7l3 3 3-3M3 13h10",
  share: "M11.5 5.5a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.8M4.5 9.9a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.8M11.5 14.3a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.8M6.2 7.1l3.6-2.4M6.2 8.9l3.6 2.4",
  shelf: "M2.5 3.5h3.2v9H2.5zM5.7 3.5h3.2v9H5.7zM10 4.2l2.7-.8 1.6 8.6-2.8.7z",
  upload: "M8 10V2.8M5 5.5l3-3 3 3M3 13h10",
  keyboard: "M2 4.5h12v7H2zM4.5 7h.01M7 7h.01M9.5 7h.01M12 7h.01M5.5 9.5h5",
  close: "M4 4l8 8M12 4l-8 8",
  back: "M9.5 3.5L5 8l4.5 4.5",
  down: "M3.8 6.2L8 10.4l4.2-4.2",
  right: "M6.2 3.8L10.4 8l-4.2 4.2",
  menu: "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
  tools: "M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6M10 2.8v3.4M6 9.8v3.4",
  inspect: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M8 7.4v3.2M8 5.2h.01",
  list: "M5.5 4.5h8M5.5 8h8M5.5 11.5h8M2.5 4.5h.01M2.5 8h.01M2.5 11.5h.01",
  foldLeft: "M2.5 3.5h11v9h-11zM6.2 3.5v9",
  foldBottom: "M2.5 3.5h11v9h-11zM2.5 9.2h11",
  foldRight: "M2.5 3.5h11v9h-11zM9.8 3.5v9",
  taller: "M4 7.5l4-4 4 4M4 12.5l4-4 4 4",
  lower: "M4 3.5l4 4 4-4M4 8.5l4 4 4-4",
  compare: "M2.5 3.5h4.2v9H2.5zM9.3 3.5h4.2v9H9.3z",
  search: "M7 2.8a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4M10.2 10.2l3.3 3.3",
  book: "M3 3.2h3.6c.8 0 1.4.6 1.4 1.4v8.2c0-.7-.5-1.2-1.2-1.2H3zM13 3.2H9.4C8.6 3.2 8 3.8 8 4.6v8.2c0-.7.5-1.2 1.2-1.2H13z",
  fit: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, filled = false }: { readonly name: IconName; readonly filled?: boolean }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill={filled ? "currentColor" : "none"} stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
