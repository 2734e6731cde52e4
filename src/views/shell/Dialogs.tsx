import { Dialog as Modal } from "radix-ui";
import { lazy, Suspense, useEffect } from "react";
import type { Session } from "../../store/session.ts";
import type { Dialog } from "../../store/ui.ts";
import { IconButton } from "../controls/button.tsx";
import { type Action, contextOf } from "../palette/action.ts";
import { ShortcutList } from "../palette/ShortcutList.tsx";
import { CAPTURE_PAGE_TEXTS } from "../../texts/capture.ts";
import { PALETTE_TEXTS } from "../../texts/palette.ts";
import { FINDER_TEXTS } from "../../texts/finder.ts";
import { SHARE_TEXTS } from "../../texts/share.ts";
import { TEXTS } from "../../texts/page.ts";
import { focusWhole, useFocusReturn } from "./focus.ts";
import { Rules } from "./Rules.tsx";

const loadPalette = () => import("../palette/Palette.tsx");
const LatePalette = lazy(loadPalette);
/** Once it is fetched it is there at once: behind a fallback React would wait a third of a second, and what is typed meanwhile would be lost. */
let FetchedPalette: typeof LatePalette | Awaited<ReturnType<typeof loadPalette>>["default"] = LatePalette;

/** So long after the first picture the palette is fetched, so that what is typed after Ctrl+K is not typed into nothing. */
const FETCH_AFTER_MS = 2_000;
const ShareDialog = lazy(() => import("../share/ShareDialog.tsx"));
const CaptureDialog = lazy(() => import("../capture/CaptureDialog.tsx"));
const FinderDialog = lazy(() => import("../finder/FinderDialog.tsx"));
const SavedDialog = lazy(() => import("../saved/SavedDialog.tsx"));

const TITLES = { rules: TEXTS.rules.title, shortcuts: PALETTE_TEXTS.keys.title, palette: PALETTE_TEXTS.title, share: SHARE_TEXTS.title, saved: SHARE_TEXTS.saved.title, finder: FINDER_TEXTS.title, capture: CAPTURE_PAGE_TEXTS.open.title } as const satisfies Readonly<Record<Dialog["kind"], string>>;

/** What opens over the page, always on request and never by itself. */
export function Dialogs({ session, dialog }: { readonly session: Session; readonly dialog: Dialog | null }) {
  const onCloseAutoFocus = useFocusReturn(dialog !== null, ".dialog");
  useEffect(() => {
    const timer = setTimeout(() => {
      void loadPalette().then((fetched) => {
        FetchedPalette = fetched.default;
      });
    }, FETCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  const close = () => session.ui.openDialog(null);
  const choose = (action: Action) => {
    close();
    session.ui.noteRecent(action.id);
    // after the dialog has gone and given the focus back: what the action opens shall have it
    setTimeout(() => action.run(contextOf(session)));
  };
  return (
    <Modal.Root open={dialog !== null} onOpenChange={(open) => !open && close()}>
      <Modal.Portal>
        <Modal.Overlay className="scrim" />
        <Modal.Content className="dialog" data-kind={dialog?.kind} aria-describedby={undefined} onOpenAutoFocus={dialog?.kind === "palette" ? undefined : focusWhole} onCloseAutoFocus={onCloseAutoFocus}>
          {dialog?.kind === "palette" ? <Modal.Title className="visually-hidden">{TITLES.palette}</Modal.Title> : <Head title={dialog === null ? "" : TITLES[dialog.kind]} />}
          {dialog?.kind === "shortcuts" && <ShortcutList />}
          {dialog?.kind === "rules" && <Rules rule={dialog.rule} />}
          {(dialog?.kind === "share" || dialog?.kind === "saved") && (
            <Suspense fallback={<p className="empty">{SHARE_TEXTS.making}</p>}>{dialog.kind === "share" ? <ShareDialog session={session} /> : <SavedDialog session={session} />}</Suspense>
          )}
          {dialog?.kind === "finder" && (
            <Suspense fallback={<p className="empty">{FINDER_TEXTS.loading}</p>}>
              <FinderDialog session={session} />
            </Suspense>
          )}
          {dialog?.kind === "capture" && (
            <Suspense fallback={<p className="empty">{CAPTURE_PAGE_TEXTS.open.opening}</p>}>
              <CaptureDialog session={session} file={dialog.file} opened={dialog.opened} />
            </Suspense>
          )}
          {dialog?.kind === "palette" && (
            <Suspense fallback={<p className="empty">{PALETTE_TEXTS.loading}</p>}>
              <FetchedPalette session={session} onChoose={choose} />
            </Suspense>
          )}
        </Modal.Content>
      </Modal.Portal>
    </Modal.Root>
  );
}

function Head({ title }: { readonly title: string }) {
  return (
    <div className="drawer-head">
      <Modal.Title>{title}</Modal.Title>
      <Modal.Close asChild>
        <IconButton look="quiet" icon="close" label={TEXTS.page.close} />
      </Modal.Close>
    </div>
  );
}
