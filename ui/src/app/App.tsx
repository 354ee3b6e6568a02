import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { call, onEvent } from "../bridge/call";
import { toFailure } from "../bridge/failure";
import type { NewConnector, Preferences } from "../bridge/types";
import { copy } from "../copy";
import { ActivityPage } from "../features/activity/ActivityPage";
import { BinPage } from "../features/bin/BinPage";
import { DraftsDialog } from "../features/drafts/DraftsDialog";
import { ExportDialog } from "../features/exchange/ExportDialog";
import { ImportDialog } from "../features/exchange/ImportDialog";
import { TemplatePage } from "../features/gallery/TemplatePage";
import { HistoryDialog } from "../features/history/HistoryDialog";
import { restoreConnector } from "../features/library/actions";
import { lastDeleted } from "../features/library/deleted";
import { Rail } from "../features/library/Rail";
import { Sidebar } from "../features/library/Sidebar";
import { CommandPalette } from "../features/palette/CommandPalette";
import { RescuePage } from "../features/rescue/RescuePage";
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
import { changePreferences, queryClient, refreshLibrary, startQuery } from "./queries";
import { hasOwnUndo, pressShortcut, type ShortcutId, setOwnKeys, shortcuts, useShortcut } from "./shortcuts";
import { TabStrip } from "./TabStrip";
import { useAppearance } from "./useAppearance";
import { useLater } from "./useLater";
import { useNativeContextMenu } from "./useNativeContextMenu";
import { showTab } from "./useTabs";
import { type Go, GoContext, type Overlay, type View } from "./view";

export function App() {
  const start = useQuery(startQuery);
  const [view, setView] = useState<View>({ page: "start" });
  const [overlay, setOverlay] = useState<Overlay | null>(null);
  const [sidebarShown, setSidebarShown] = useSidebarShown(start.data?.preferences);
  const go = useMemo<Go>(
    () => ({
      to(next) {
        void flushAll();
        setView(next);
        if (next.page === "connector") showTab(next.id, !next.stays);
        const id = next.page === "connector" ? next.id : null;
        void changePreferences({ last_open: id });
      },
      show: setOverlay,
    }),
    [],
  );

  const hideSidebar = useCallback(() => setSidebarShown(false), [setSidebarShown]);

  const ownKeys = start.data?.preferences.keys ?? noKeys;
  useEffect(() => setOwnKeys(ownKeys), [ownKeys]);
  useAppearance(start.data?.preferences);
  useNativeContextMenu();
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
          go.to({ page: "connector", id: workbench.connector.id, stays: true });
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
  useShortcut("openBundle", () => setOverlay({ type: "import", path: null }));
  useShortcut("export", () =>
    view.page === "connector" ? setOverlay({ type: "export", connectorId: view.id }) : false,
  );
  useShortcut("dataFolder", () => void call("open_data_folder", {}).catch(tellFailure));
  useShortcut("palette", () => setOverlay({ type: "palette" }));
  useShortcut("goTo", () => setOverlay({ type: "palette" }));
  useShortcut("settings", () => go.to({ page: "settings" }));
  useShortcut("shortcuts", () => go.to({ page: "settings", part: "shortcuts" }));
  useShortcut("environments", () => go.to({ page: "systems" }));
  useShortcut("sidebar", () => setSidebarShown(!sidebarShown));
  useShortcut("save", () => void flushAll());

  if (start.isError && toFailure(start.error).code === "cannot_open") return <RescuePage />;
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
        <div className={styles.content}>
          <TabStrip rows={library.connectors} shown={view.page === "connector" ? view.id : null} />
          <div className={styles.pane}>
            <PaneBoundary of={view.page === "connector" ? view.id : view.page}>
              {view.page === "start" && <StartPage templates={templates} onCreate={create} />}
              {view.page === "template" && <TemplatePage key={view.id} id={view.id} onCreate={create} />}
              {view.page === "connector" && <WorkbenchPage key={view.id} id={view.id} />}
              {view.page === "systems" && <SystemsPage systems={library.systems} selected={view.system} />}
              {view.page === "activity" && <ActivityPage />}
              {view.page === "bin" && <BinPage />}
              {view.page === "settings" && <SettingsPage start={start.data} part={view.part} />}
            </PaneBoundary>
          </div>
        </div>
      </div>
      {overlay?.type === "palette" && (
        <CommandPalette library={library} view={view} onCreate={create} onClose={() => setOverlay(null)} />
      )}
      {overlay?.type === "export" && (
        <ExportDialog connectorId={overlay.connectorId} onClose={() => setOverlay(null)} />
      )}
      {overlay?.type === "history" && (
        <HistoryDialog connectorId={overlay.connectorId} onClose={() => setOverlay(null)} />
      )}
      {overlay?.type === "drafts" && (
        <DraftsDialog text={overlay.text} into={overlay.into} onClose={() => setOverlay(null)} />
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
    if (id && rows.some((row) => row.id === id)) setView({ page: "connector", id, stays: true });
  }
}

function useBackgroundEvents(show: (overlay: Overlay) => void) {
  useEffect(
    () =>
      onEvent((event) => {
        if (event.type === "open_file") show({ type: "import", path: event.path });
        if (event.type === "menu" && event.shortcut in shortcuts) pressShortcut(event.shortcut as ShortcutId);
        // What is typed is tried to be saved; then the first question is asked anew, and its answer leads out.
        if (event.type === "damaged") void flushAll().finally(() => queryClient.refetchQueries(startQuery));
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

const noKeys = {};
const narrow = "(max-width: 1100px)";

/** The list makes room in a narrow window. In a wide one it is as the person left it, also after a restart. */
function useSidebarShown(preferences: Preferences | undefined) {
  const [isNarrow, setIsNarrow] = useState(() => window.matchMedia(narrow).matches);
  const [inNarrow, setInNarrow] = useState(false);
  useEffect(() => {
    const media = window.matchMedia(narrow);
    const follow = () => {
      setIsNarrow(media.matches);
      setInNarrow(false);
    };
    media.addEventListener("change", follow);
    return () => media.removeEventListener("change", follow);
  }, []);
  const isShown = isNarrow ? inNarrow : !preferences?.sidebar_hidden;
  const set = useCallback(
    (shown: boolean) => {
      if (isNarrow) setInNarrow(shown);
      else void changePreferences({ sidebar_hidden: !shown })?.catch(tellFailure);
    },
    [isNarrow],
  );
  return [isShown, set] as const;
}
