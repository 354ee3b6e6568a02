import { useEffect, useRef, useState } from "react";
import { tellFailure, tellWithUndo } from "../../app/notices";
import { refreshLibrary } from "../../app/queries";
import { useAttempt } from "../../app/useAttempt";
import { useGo } from "../../app/view";
import { call } from "../../bridge/call";
import type { DraftMerge, Drafts, DraftsRequest, DraftsTaken } from "../../bridge/types";
import { copy } from "../../copy";
import { closeDraft, flushAll } from "../workbench/drafts";
import { openWorkbench } from "../workbench/openWorkbench";
import { tellUndone } from "../workbench/tellUndone";
import { secretKey, tickedAtFirst } from "./rows";

const none: ReadonlySet<number> = new Set();
const noSecret: ReadonlySet<string> = new Set();

/** The state of an import: read, tick, take over, take back. */
export function useDrafts(text: string | null, onClose: () => void) {
  const go = useGo();
  const [found, setFound] = useState<Drafts | null>(null);
  const [taken, setTaken] = useState<DraftsTaken | null>(null);
  const { isBusy, failure, attempt } = useAttempt();
  const [ticked, setTicked] = useState(none);
  const [kept, setKept] = useState(noSecret);
  const begun = useRef(false);

  function read(request: DraftsRequest) {
    return attempt(async () => {
      const drafts = await call("read_drafts", request);
      if (drafts.token === null) return;
      setFound(drafts);
      setTicked(tickedAtFirst(drafts.rows));
      setKept(new Set(drafts.secrets.map(secretKey)));
    });
  }

  function take() {
    return attempt(async () => {
      if (!found?.token) return;
      await flushAll();
      const keep = found.secrets.filter((secret) => kept.has(secretKey(secret)));
      const made = await call("take_drafts", { token: found.token, rows: [...ticked], keep });
      await refreshLibrary();
      const [only] = made.connector_ids;
      if (only && made.connector_ids.length === 1 && !made.not_kept) openOnly(only, made);
      else setTaken(made);
    });
  }

  /** There is nothing to choose from: one connector is opened at once. */
  function openOnly(id: string, made: DraftsTaken) {
    const words = copy.drafts;
    onClose();
    go.to({ page: "connector", id, stays: true });
    const kept = made.kept > 0 ? ` ${words.kept(made.kept)}` : "";
    tellWithUndo(`${words.taken(1)} ${words.next}${kept}`, () => {
      go.to({ page: "start" });
      void call("undo", { id: made.undo_id })
        .then(() => closeDraft(id))
        .then(refreshLibrary)
        .catch(tellFailure);
    });
  }

  function merge(row: number, connectorId: string, sections: DraftMerge["sections"]) {
    return attempt(async () => {
      if (!found?.token) return;
      await flushAll();
      const keep = found.secrets.filter((secret) => kept.has(secretKey(secret)));
      const request = { token: found.token, row, connector_id: connectorId, sections, keep };
      const workbench = await call("merge_draft", request);
      await openWorkbench(workbench);
      onClose();
    });
  }

  function takeBack(id: string) {
    return attempt(async () => {
      const undone = await call("undo", { id });
      await refreshLibrary();
      onClose();
      if (undone.left.length > 0) tellUndone("undo", undone);
    });
  }

  // A text that was pasted elsewhere is read at once, and once.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the dialog is opened with its text
  useEffect(() => {
    if (text === null || begun.current) return;
    begun.current = true;
    void read({ type: "text", text });
  }, []);

  return {
    found,
    taken,
    failure,
    isBusy,
    ticked,
    setTicked,
    kept,
    setKept,
    read,
    take,
    merge,
    takeBack,
    startOver: () => setFound(null),
  };
}
