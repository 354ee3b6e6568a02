import { useQuery } from "@tanstack/react-query";
import { Redo2, Undo2 } from "lucide-react";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { tell, tellFailure } from "../../app/notices";
import { hasOwnUndo, keysOf, useShortcut } from "../../app/shortcuts";
import { useLater } from "../../app/useLater";
import { call } from "../../bridge/call";
import { toFailure } from "../../bridge/failure";
import type { SystemView } from "../../bridge/types";
import { copy } from "../../copy";
import { Button, IconButton } from "../../look/Button";
import { Notice } from "../../look/Notice";
import { lastDeleted } from "../library/deleted";
import { flushAll } from "../workbench/drafts";
import { type SystemEditing, SystemEditingContext } from "./editing";
import { SystemPanel } from "./SystemPanel";
import styles from "./Systems.module.css";
import { SystemStore } from "./systemStore";
import { systemChanged } from "./useSecrets";

/** One system of the page. Read anew each time it is opened, because a connector may have changed it meanwhile. */
export function OneSystem({ id }: { id: string }) {
  const found = useQuery({
    queryKey: ["system", id],
    queryFn: async () => {
      await flushAll();
      return call("open_system", { id });
    },
    gcTime: 0,
  });
  const isLate = useLater(found.isPending);
  if (found.isError) {
    const failure = toFailure(found.error);
    return (
      <Notice
        tone="bad"
        title={failure.message}
        action={<Button onPress={() => void found.refetch()}>{copy.common.retry}</Button>}
      >
        {failure.hint}
      </Notice>
    );
  }
  if (!found.data) return <p className={styles.quiet}>{isLate && copy.common.loading}</p>;
  return <EditedSystem view={found.data} />;
}

function EditedSystem({ view }: { view: SystemView }) {
  const [store] = useState(() => new SystemStore(view));
  const { system, problems, secrets, waiting, isSending, failure } = useSyncExternalStore(store.subscribe, store.get);
  useFlush(store);

  const editing = useMemo<SystemEditing>(
    () => ({
      prefix: "",
      problems,
      secrets,
      connectorId: null,
      change: store.change,
      flush: store.flush,
      refresh: store.refresh,
    }),
    [problems, secrets, store],
  );

  async function step(command: "undo" | "redo") {
    try {
      const label = await store.step(command);
      const words = copy.workbench;
      if (label) tell(command === "undo" ? words.undone(label) : words.redone(label));
      else tell(command === "undo" ? words.nothingToUndo : words.nothingToRedo);
    } catch (thrown) {
      tellFailure(thrown);
    }
  }

  useShortcut("undo", (event) => (hasOwnUndo(event) || lastDeleted() ? false : void step("undo")));
  useShortcut("redo", (event) => (hasOwnUndo(event) ? false : void step("redo")));

  const isSaved = waiting.length === 0 && !isSending;
  return (
    <SystemEditingContext value={editing}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: leaving any input saves what was typed */}
      <div className={styles.stack} data-draft onBlur={() => void store.flush()}>
        <header className={styles.systemHead}>
          <h2>{system.name || system.id}</h2>
          <span className={styles.quiet}>{!failure && (isSaved ? copy.workbench.saved : copy.workbench.saving)}</span>
          <span className={styles.spring} />
          <IconButton label={copy.common.undo} keys={keysOf("undo")} onPress={() => void step("undo")}>
            <Undo2 size={16} aria-hidden />
          </IconButton>
          <IconButton label={copy.common.redo} keys={keysOf("redo")} onPress={() => void step("redo")}>
            <Redo2 size={16} aria-hidden />
          </IconButton>
        </header>
        {failure && (
          <Notice
            tone="bad"
            title={copy.workbench.notSaved}
            action={<Button onPress={() => void store.flush()}>{copy.common.retry}</Button>}
          >
            {failure.message} {failure.hint}
          </Notice>
        )}
        <SystemPanel system={system} />
      </div>
    </SystemEditingContext>
  );
}

/** What was typed is on disk when the window or the page is left; then the connectors of the system learn of it. */
function useFlush(store: SystemStore) {
  useEffect(() => {
    const flush = () => void store.flush();
    window.addEventListener("pagehide", flush);
    window.addEventListener("blur", flush);
    return () => {
      window.removeEventListener("pagehide", flush);
      window.removeEventListener("blur", flush);
      void store.flush().then(() => {
        if (store.hasSaved) void systemChanged(store.get().system.id);
      });
    };
  }, [store]);
}
