import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { tell, tellFailure } from "../../app/notices";
import { call } from "../../bridge/call";
import { copy } from "../../copy";
import { formatBytes, formatWhen } from "../../copy/numbers";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { flushAll } from "../workbench/drafts";
import styles from "./Copies.module.css";
import { CopyProgress } from "./CopyProgress";
import { RestoreDialog } from "./RestoreDialog";

/** One file to carry away, the way back from one, and the copies that are made by themselves. */
export function CopiesPart() {
  const [isBusy, setIsBusy] = useState(false);
  const [restore, setRestore] = useState<{ copy: string | null } | null>(null);
  const found = useQuery({ queryKey: ["copies"], queryFn: () => call("copies", {}), staleTime: 0, gcTime: 0 });
  const words = copy.copies;
  const rows = found.data?.copies ?? [];

  async function backUp() {
    setIsBusy(true);
    try {
      await flushAll();
      const made = await call("back_up", {});
      if (made.path) tell(words.made(made.path, formatBytes(made.bytes)));
    } catch (thrown) {
      tellFailure(thrown);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <>
      <div className={styles.buttons}>
        <Button look="primary" isDisabled={isBusy} onPress={() => void backUp()}>
          {words.backUp}
        </Button>
        <Button isDisabled={isBusy} onPress={() => setRestore({ copy: null })}>
          {words.restoreFile}
        </Button>
        <CopyProgress text={words.backingUp} isUnderWay={isBusy} />
      </div>
      <h3 className={styles.heading}>{words.list}</h3>
      {found.data && rows.length === 0 && <p className={common.quiet}>{words.none}</p>}
      {rows.length > 0 && (
        <ul className={styles.copies}>
          {rows.map((row) => {
            const when = formatWhen(row.at);
            return (
              <li key={row.name} className={styles.copy}>
                <time className={styles.when} dateTime={new Date(row.at).toISOString()}>
                  {when}
                </time>
                <span className={common.quiet}>{words.kinds[row.kind]}</span>
                <span className={styles.size}>{formatBytes(row.bytes)}</span>
                <Button
                  small
                  look="link"
                  aria-label={words.restoreThis(when)}
                  onPress={() => setRestore({ copy: row.name })}
                >
                  {words.restore}
                </Button>
              </li>
            );
          })}
        </ul>
      )}
      {restore && <RestoreDialog copyName={restore.copy} onClose={() => setRestore(null)} />}
    </>
  );
}
