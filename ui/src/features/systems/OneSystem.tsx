import { useQuery } from "@tanstack/react-query";
import { Redo2, Undo2 } from "lucide-react";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { keysOf } from "../../app/shortcuts";
import { useLater } from "../../app/useLater";
import { call } from "../../bridge/call";
import { toFailure } from "../../bridge/failure";
import type { SystemView } from "../../bridge/types";
import { copy } from "../../copy";
import { Button, IconButton } from "../../look/Button";
import common from "../../look/Common.module.css";
import { Notice } from "../../look/Notice";
import { flushAll } from "../workbench/drafts";
import { useUndo } from "../workbench/useUndo";
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
  if (!found.data) return <p className={common.quiet}>{isLate && copy.common.loading}</p>;
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

  const step = useUndo(store);

  const isSaved = waiting.length === 0 && !isSending;
  return (
    <SystemEditingContext value={editing}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: leaving any input saves what was typed */}
      <div className={common.stack} data-draft onBlur={() => void store.flush()}>
        <header className={styles.systemHead}>
          <h2>{system.name || system.id}</h2>
          <span className={common.quiet}>{!failure && (isSaved ? copy.workbench.saved : copy.workbench.saving)}</span>
          <span className={styles.spring} />
          <IconButton label={copy.common.undo} keys={keysOf("undo")} onPress={() => step("undo")}>
            <Undo2 size={16} aria-hidden />
          </IconButton>
          <IconButton label={copy.common.redo} keys={keysOf("redo")} onPress={() => step("redo")}>
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
