import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { call, onEvent } from "../bridge/call";
import type { NewConnector } from "../bridge/types";
import { copy } from "../copy";
import { ActivityPage } from "../features/activity/ActivityPage";
import { ExportDialog } from "../features/exchange/ExportDialog";
import { ImportDialog } from "../features/exchange/ImportDialog";
import { restoreConnector } from "../features/library/actions";
import { lastDeleted } from "../features/library/deleted";
import { Rail } from "../features/library/Rail";
import { Sidebar } from "../features/library/Sidebar";
import { CommandPalette } from "../features/palette/CommandPalette";
import { SettingsPage } from "../features/settings/SettingsPage";
import { StartPage } from "../features/start/StartPage";
import { SystemsPage } from "../features/systems/SystemsPage";
import { flushAll } from "../features/workbench/drafts";
import { openWorkbench } from "../features/workbench/openWorkbench";
import { WorkbenchPage } from "../features/workbench/WorkbenchPage";
import { Button } from "../look/Button";
import { Notice } from "../look/Notice";
import styles from "./App.module.css";
import { Notices } from "./Notices";
import { tellFailure } from "./notices";
import { PaneBoundary } from "./PaneBoundary";
import { changePreferences, refreshLibrary, startQuery } from "./queries";
import { hasOwnUndo, useShortcut } from "./shortcuts";
import { useAppearance } from "./useAppearance";
import { useLater } from "./useLater";
import { type Go, GoContext, type Overlay, type View } from "./view";

export function App() {
  const start = useQuery(startQuery);
  const [view, setView] = useState<View>({ page: "start" });
  const [overlay, setOverlay] = useState<Overlay | null>(null);
  const [sidebarShown, setSidebarShown] = useSidebarShown();
  const go = useMemo<Go>(
    () => ({
      to(next) {
        void flushAll();
        setView(next);
        const id = next.page === "connector" ? next.id : null;
        void changePreferences({ last_open: id });
      },
      show: setOverlay,
    }),
    [],
  );

  const hideSidebar = useCallback(() => setSidebarShown(false), [setSidebarShown]);

  useAppearance(start.data?.preferences);
  useLastOpen(start.data?.preferences.last_open, start.data?.library.connectors, setView);
  useBackgroundEvents(setOverlay);

  const [isCreating, setIsCreating] = useState(false);
  const isSlow = useLater(isCreating);
  const creating = useRef(false);
  const create = useCallback(
    (from: NewConnector) => {
      if (creating.current) return;
      creating.current = true;
      setIsCreating(true);
      void call("create_connector", from)
        .then(openWorkbench)
        .then((workbench) => {
          go.to({ page: "connector", id: workbench.connector.id });
          void refreshLibrary();
        })
        .catch(tellFailure)
        .finally(() => {
          creating.current = false;
          setIsCreating(false);
        });
    },
    [go],
  );

  useShortcut("undo", (event) => {
    const deleted = lastDeleted();
    if (!deleted || hasOwnUndo(event)) return false;
    void restoreConnector(go, deleted);
  });
  useShortcut("newConnector", () => create({ type: "blank" }));
  useShortcut("palette", () => setOverlay({ type: "palette" }));
  useShortcut("goTo", () => setOverlay({ type: "palette" }));
  useShortcut("settings", () => go.to({ page: "settings" }));
  useShortcut("shortcuts", () => go.to({ page: "settings" }));
  useShortcut("environments", () => go.to({ page: "systems" }));
  useShortcut("sidebar", () => setSidebarShown((shown) => !shown));
  useShortcut("save", () => void flushAll());

  if (start.isError) {
    return (
      <div className={styles.failed}>
        <Notice
          tone="bad"
          title={start.error.message}
          action={<Button onPress={() => start.refetch()}>{copy.common.retry}</Button>}
        />
      </div>
    );
  }
  if (!start.data) return null;
  const { library, preferences, templates } = start.data;

  return (
    <GoContext value={go}>
      <div className={styles.app}>
        {!sidebarShown && <Rail onShow={() => setSidebarShown(true)} onCreate={create} />}
        {sidebarShown && (
          <Sidebar
            library={library}
            templates={templates.length}
            view={view}
            width={preferences.sidebar_width}
            onCreate={create}
            onHide={hideSidebar}
          />
        )}
        <PaneBoundary of={view.page === "connector" ? view.id : view.page}>
          {view.page === "start" && <StartPage templates={templates} onCreate={create} />}
          {view.page === "connector" && <WorkbenchPage key={view.id} id={view.id} />}
          {view.page === "systems" && <SystemsPage systems={library.systems} selected={view.system} />}
          {view.page === "activity" && <ActivityPage />}
          {view.page === "settings" && <SettingsPage start={start.data} />}
        </PaneBoundary>
      </div>
      {overlay?.type === "palette" && (
        <CommandPalette library={library} view={view} onCreate={create} onClose={() => setOverlay(null)} />
      )}
      {overlay?.type === "export" && (
        <ExportDialog connectorId={overlay.connectorId} onClose={() => setOverlay(null)} />
      )}
      {overlay?.type === "import" && <ImportDialog path={overlay.path} onClose={() => setOverlay(null)} />}
      {isSlow && (
        <p className={styles.busy} role="status">
          {copy.workbench.opening}
        </p>
      )}
      <Notices />
    </GoContext>
  );
}

/** Opens what was open last, once, if it is still there. */
function useLastOpen(id: string | null | undefined, rows: { id: string }[] | undefined, setView: (view: View) => void) {
  const [done, setDone] = useState(false);
  if (!done && rows) {
    setDone(true);
    if (id && rows.some((row) => row.id === id)) setView({ page: "connector", id });
  }
}

function useBackgroundEvents(show: (overlay: Overlay) => void) {
  useEffect(
    () =>
      onEvent((event) => {
        if (event.type === "open_file") show({ type: "import", path: event.path });
      }),
    [show],
  );
  useEffect(() => {
    const flush = () => void flushAll();
    window.addEventListener("pagehide", flush);
    window.addEventListener("blur", flush);
    return () => {
      window.removeEventListener("pagehide", flush);
      window.removeEventListener("blur", flush);
    };
  }, []);
}

const narrow = "(max-width: 1100px)";

/** The list makes room in a narrow window, and comes back in a wide one. */
function useSidebarShown() {
  const [shown, setShown] = useState(() => !window.matchMedia(narrow).matches);
  useEffect(() => {
    const media = window.matchMedia(narrow);
    const follow = () => setShown(!media.matches);
    media.addEventListener("change", follow);
    return () => media.removeEventListener("change", follow);
  }, []);
  return [shown, setShown] as const;
}
