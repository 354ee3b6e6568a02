import { useQuery } from "@tanstack/react-query";
import { FolderOpen } from "lucide-react";
import { useState } from "react";
import { Notices } from "../../app/Notices";
import { tellFailure } from "../../app/notices";
import { useLater } from "../../app/useLater";
import { call } from "../../bridge/call";
import { toFailure } from "../../bridge/failure";
import type { CopyRow, GoodCopy, Recover } from "../../bridge/types";
import { copy } from "../../copy";
import { formatBytes, formatWhen } from "../../copy/numbers";
import { Button } from "../../look/Button";
import { Dialog } from "../../look/Dialog";
import { Notice } from "../../look/Notice";
import { Page } from "../../look/Page";
import { Contents } from "../copies/RestoreDialog";
import styles from "./Rescue.module.css";

/** What stands in the window while the database cannot be opened: why, and the ways out. Nothing is done by itself. */
export function RescuePage() {
  const [isBusy, setIsBusy] = useState(false);
  const [isAsked, setIsAsked] = useState(false);
  const found = useQuery({ queryKey: ["start_failure"], queryFn: () => call("start_failure", {}), gcTime: 0 });
  const isSlow = useLater(isBusy || found.isPending);
  const failure = found.data;
  const words = copy.rescue;

  async function recover(how: Recover) {
    setIsAsked(false);
    setIsBusy(true);
    try {
      await call("recover", how);
      window.location.reload();
    } catch (thrown) {
      tellFailure(thrown);
      await found.refetch();
      setIsBusy(false);
    }
  }

  const tryAgain = (
    <Button isDisabled={isBusy} onPress={() => void recover({ type: "try_again" })}>
      {words.tryAgain}
    </Button>
  );
  return (
    <>
      <Page title={words.title}>
        {found.isError && <Notice tone="bad" title={toFailure(found.error).message} action={tryAgain} />}
        {failure && (
          <>
            <Notice tone="bad" title={failure.message}>
              {words.nothingLost}
            </Notice>
            {failure.newest && <Newest good={failure.newest} isBusy={isBusy} onOpen={recover} />}
            {failure.replaceable && !failure.newest && <p>{words.noCopy}</p>}
            {failure.others.length > 0 && <Others copies={failure.others} isBusy={isBusy} onOpen={recover} />}
            {failure.replaceable && <p className={styles.quiet}>{words.keptAside}</p>}
            <div className={styles.buttons}>
              {tryAgain}
              <Button onPress={() => void call("open_data_folder", {}).catch(tellFailure)}>
                <FolderOpen size={15} aria-hidden />
                {words.folder}
              </Button>
              {failure.replaceable && (
                <Button look="link" isDisabled={isBusy} onPress={() => setIsAsked(true)}>
                  {words.empty}
                </Button>
              )}
            </div>
            <p className={styles.quiet}>
              <code>{failure.data_folder}</code>
            </p>
          </>
        )}
        {isSlow && <p role="status">{words.working}</p>}
        {isAsked && (
          <Dialog
            alert
            title={words.emptyAsk}
            onClose={() => setIsAsked(false)}
            footer={
              <>
                <Button autoFocus onPress={() => setIsAsked(false)}>
                  {copy.common.cancel}
                </Button>
                <Button look="danger" onPress={() => void recover({ type: "empty" })}>
                  {words.emptyYes}
                </Button>
              </>
            }
          >
            <p>{words.emptyText}</p>
          </Dialog>
        )}
      </Page>
      <Notices />
    </>
  );
}

interface NewestProps {
  good: GoodCopy;
  isBusy: boolean;
  onOpen(how: Recover): void;
}

function Newest({ good, isBusy, onOpen }: NewestProps) {
  const words = copy.rescue;
  return (
    <section className={styles.newest} aria-label={words.newest}>
      <h2>{words.newest}</h2>
      <p>
        <strong className={styles.when}>{formatWhen(good.copy.at)}</strong>{" "}
        <span className={styles.quiet}>({copy.copies.kinds[good.copy.kind]})</span>
      </p>
      <p>
        <Contents contents={good.contents} />
      </p>
      <div>
        <Button
          look="primary"
          autoFocus
          isDisabled={isBusy}
          onPress={() => onOpen({ type: "copy", name: good.copy.name })}
        >
          {words.open}
        </Button>
      </div>
    </section>
  );
}

interface OthersProps {
  copies: readonly CopyRow[];
  isBusy: boolean;
  onOpen(how: Recover): void;
}

function Others({ copies, isBusy, onOpen }: OthersProps) {
  const words = copy.rescue;
  return (
    <details>
      <summary>{words.othersTitle}</summary>
      <ul className={styles.others}>
        {copies.map((row) => {
          const when = formatWhen(row.at);
          return (
            <li key={row.name}>
              <span className={styles.when}>{when}</span>
              <span className={styles.quiet}>
                {copy.copies.kinds[row.kind]}, {formatBytes(row.bytes)}
              </span>
              <Button
                small
                look="link"
                aria-label={words.openThis(when)}
                isDisabled={isBusy}
                onPress={() => onOpen({ type: "copy", name: row.name })}
              >
                {words.open}
              </Button>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
