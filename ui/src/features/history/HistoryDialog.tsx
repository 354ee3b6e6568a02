import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { tellFailure, tellWithUndo } from "../../app/notices";
import { useLater } from "../../app/useLater";
import { call } from "../../bridge/call";
import { toFailure } from "../../bridge/failure";
import type { VersionRow } from "../../bridge/types";
import { copy } from "../../copy";
import { formatWhen } from "../../copy/numbers";
import { Button } from "../../look/Button";
import { Chip } from "../../look/Chip";
import common from "../../look/Common.module.css";
import { Dialog } from "../../look/Dialog";
import { Notice } from "../../look/Notice";
import { flushAll, knownDraft } from "../workbench/drafts";
import { openWorkbench } from "../workbench/openWorkbench";
import { Comparison } from "./Comparison";
import { Differences } from "./Differences";
import styles from "./History.module.css";

interface HistoryDialogProps {
  connectorId: string;
  onClose(): void;
}

/** The versions of a connector: when, what had changed, how each differs from now, and the way back to it. */
export function HistoryDialog({ connectorId, onClose }: HistoryDialogProps) {
  const [compared, setCompared] = useState<number | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const found = useQuery({
    queryKey: ["versions", connectorId],
    queryFn: async () => {
      await flushAll();
      return call("versions", { id: connectorId });
    },
    gcTime: 0,
  });
  const isLate = useLater(found.isPending);
  const words = copy.history;
  const name = knownDraft(connectorId)?.get().documents.connector.name ?? "";

  async function restore(version: VersionRow) {
    setIsBusy(true);
    try {
      const workbench = await call("restore_version", { connector_id: connectorId, version: version.id });
      await openWorkbench(workbench);
      onClose();
      tellWithUndo(words.restored(formatWhen(version.at)), () => {
        void knownDraft(connectorId)?.step("undo").catch(tellFailure);
      });
    } catch (thrown) {
      tellFailure(thrown);
      setIsBusy(false);
    }
  }

  const failure = found.isError ? toFailure(found.error) : null;
  return (
    <Dialog
      wide
      title={words.title(name)}
      onClose={onClose}
      footer={<Button onPress={onClose}>{copy.common.close}</Button>}
    >
      <div className={common.stack}>
        <p className={common.quiet}>{words.lead}</p>
        {isLate && <p className={common.quiet}>{copy.common.loading}</p>}
        {failure && (
          <Notice tone="bad" title={failure.message}>
            {failure.hint}
          </Notice>
        )}
        {found.data?.versions.length === 0 && <p className={common.empty}>{words.empty}</p>}
        {found.data && found.data.versions.length > 0 && (
          <ol className={common.list} aria-label={words.list}>
            <li className={styles.version}>
              <h3 className={styles.when}>{words.now}</h3>
              <p className={common.quiet}>{found.data.since.length > 0 ? words.since : words.sinceNothing}</p>
              <Differences differences={found.data.since} most={4} />
            </li>
            {found.data.versions.map((version) => (
              <Version
                key={version.id}
                version={version}
                connectorId={connectorId}
                isCompared={compared === version.id}
                isBusy={isBusy}
                onCompare={() => setCompared(compared === version.id ? null : version.id)}
                onRestore={() => void restore(version)}
              />
            ))}
          </ol>
        )}
      </div>
    </Dialog>
  );
}

interface VersionProps {
  version: VersionRow;
  connectorId: string;
  isCompared: boolean;
  isBusy: boolean;
  onCompare(): void;
  onRestore(): void;
}

function Version({ version, connectorId, isCompared, isBusy, onCompare, onRestore }: VersionProps) {
  const words = copy.history;
  const when = formatWhen(version.at);
  return (
    <li className={styles.version}>
      <div className={styles.head}>
        <h3 className={styles.when}>
          <time dateTime={new Date(version.at).toISOString()}>{when}</time>
        </h3>
        <Chip tone="quiet">{words.reasons[version.reason]}</Chip>
        <span className={styles.spring} />
        <Button
          small
          aria-expanded={isCompared}
          aria-label={isCompared ? undefined : words.compareThis(when)}
          onPress={onCompare}
        >
          {isCompared ? words.hide : words.compare}
        </Button>
      </div>
      {isCompared ? (
        <Comparison connectorId={connectorId} version={version.id} isBusy={isBusy} onRestore={onRestore} />
      ) : (
        <Before changes={version.changes} />
      )}
    </li>
  );
}

function Before({ changes }: { changes: VersionRow["changes"] }) {
  const words = copy.history;
  if (changes === null) return <p className={common.quiet}>{words.first}</p>;
  if (changes.length === 0) return <p className={common.quiet}>{words.changesNothing}</p>;
  return (
    <>
      <p className={common.quiet}>{words.changes}</p>
      <Differences differences={changes} most={3} />
    </>
  );
}
