import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { PaneBoundary } from "../../app/PaneBoundary";
import { changePreferences, startQuery } from "../../app/queries";
import { useShortcut } from "../../app/shortcuts";
import { useLater } from "../../app/useLater";
import { useTextScale } from "../../app/useTextScale";
import { useGo } from "../../app/view";
import { call } from "../../bridge/call";
import { toFailure } from "../../bridge/failure";
import type { Environment } from "../../bridge/types";
import { copy } from "../../copy";
import { Divider } from "../../look/Divider";
import { Notice } from "../../look/Notice";
import { AnswerSection } from "../answer/AnswerSection";
import { duplicateConnector } from "../library/actions";
import { PromptSection } from "../prompt/PromptSection";
import { QuestionsSection } from "../questions/QuestionsSection";
import { RequestSection } from "../request/RequestSection";
import { RulesSection } from "../rules/RulesSection";
import { SetupNotice } from "../setup/SetupNotice";
import { Panel } from "../test/Panel";
import { sessionOf } from "../test/session";
import { DraftContext } from "./context";
import { type DraftStore, keepDraft, knownDraft } from "./drafts";
import { focusAddress, focusName, takeWantedFocus } from "./focus";
import { Header } from "./Header";
import { ProblemSummary } from "./ProblemSummary";
import { Progress } from "./Progress";
import { useGoToReference } from "./useGoToReference";
import { usePinWhenUsed } from "./usePinWhenUsed";
import { useUndo } from "./useUndo";
import styles from "./Workbench.module.css";

/** One connector: five sections that read as sentences, and the panel where it is tried. */
export function WorkbenchPage({ id }: { id: string }) {
  const [store, setStore] = useState<DraftStore | undefined>(() => knownDraft(id));
  const [failure, setFailure] = useState<string | null>(null);
  const isLate = useLater(!store);

  useEffect(() => {
    if (store) return;
    call("open_connector", { id }).then(
      (workbench) => setStore(keepDraft(workbench)),
      (thrown) => setFailure(toFailure(thrown).message),
    );
  }, [id, store]);

  if (failure) return <Notice tone="bad" title={failure} />;
  if (!store)
    return (
      <main className={styles.middle}>{isLate && <p className={styles.opening}>{copy.workbench.opening}</p>}</main>
    );
  return (
    <DraftContext value={store}>
      <Workbench store={store} />
    </DraftContext>
  );
}

const order: readonly Environment[] = ["sample", "test", "live"];

function Workbench({ store }: { store: DraftStore }) {
  const go = useGo();
  const scale = useTextScale();
  const width = useQuery({ ...startQuery, select: (start) => start.preferences.panel_width }).data ?? 468;

  usePinWhenUsed();
  useGoToReference(store);
  useEffect(takeWantedFocus, []);
  useEffect(() => () => void store.flush(), [store]);

  const step = useUndo(store);
  useShortcut("rename", focusName);
  useShortcut("address", focusAddress);
  useShortcut("duplicate", () => void duplicateConnector(go, store.id));
  useShortcut("run", () => {
    const session = sessionOf(store);
    void (session.get().running ? session.cancel() : session.run());
  });
  useShortcut("switchEnvironment", () => {
    const session = sessionOf(store);
    const next = order[(order.indexOf(session.get().environment) + 1) % order.length];
    if (next) session.set({ environment: next });
  });

  return (
    <>
      <main className={styles.middle} data-draft onBlur={() => void store.flush()}>
        <Header onStep={step} />
        <Progress />
        <div className={styles.sections}>
          <SetupNotice />
          <ProblemSummary />
          <PaneBoundary>
            <RequestSection />
          </PaneBoundary>
          <PaneBoundary>
            <QuestionsSection />
          </PaneBoundary>
          <PaneBoundary>
            <RulesSection />
          </PaneBoundary>
          <PaneBoundary>
            <AnswerSection />
          </PaneBoundary>
          <PaneBoundary>
            <PromptSection />
          </PaneBoundary>
        </div>
      </main>
      <aside
        className={styles.panel}
        style={{ inlineSize: `min(${width * scale}px, 42vw)` }}
        aria-label={copy.workbench.panel}
      >
        <Divider
          label={copy.library.resizePanel}
          value={width}
          min={320}
          max={900}
          direction={-1}
          onChange={(panel_width) => void changePreferences({ panel_width })}
        />
        <PaneBoundary>
          <Panel />
        </PaneBoundary>
      </aside>
    </>
  );
}
