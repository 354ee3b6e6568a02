import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { tell, tellFailure } from "../../app/notices";
import { adoptLibrary, queryClient } from "../../app/queries";
import { useLater } from "../../app/useLater";
import { call } from "../../bridge/call";
import { toFailure } from "../../bridge/failure";
import type { BinRow } from "../../bridge/types";
import { copy } from "../../copy";
import { formatDay, formatWhen } from "../../copy/numbers";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { Dialog } from "../../look/Dialog";
import { Notice } from "../../look/Notice";
import { Page } from "../../look/Page";
import { lastDeleted, noteDeleted } from "../library/deleted";
import styles from "./Bin.module.css";

/** What was deleted, for 30 days, and the two ways out of here. */
export function BinPage() {
  const [asked, setAsked] = useState<BinRow | null>(null);
  const found = useQuery({ queryKey: ["bin"], queryFn: () => call("bin", {}), staleTime: 0, gcTime: 0 });
  const isLate = useLater(found.isPending);
  const words = copy.bin;
  const rows = found.data?.rows ?? [];

  async function restore(row: BinRow) {
    try {
      adoptLibrary(await call("restore_from_bin", { kind: row.kind, id: row.id }));
      if (lastDeleted()?.id === row.id) noteDeleted(null);
      await found.refetch();
      tell(words.restored(row.name || words.noName));
    } catch (thrown) {
      tellFailure(thrown);
    }
  }

  async function deleteForGood(row: BinRow) {
    setAsked(null);
    try {
      queryClient.setQueryData(["bin"], await call("delete_for_good", { kind: row.kind, id: row.id }));
      if (lastDeleted()?.id === row.id) noteDeleted(null);
      tell(words.gone(row.name || words.noName));
    } catch (thrown) {
      tellFailure(thrown);
    }
  }

  return (
    <Page title={words.title} lead={words.lead}>
      {isLate && <p className={styles.quiet}>{copy.common.loading}</p>}
      {found.isError && (
        <Notice
          tone="bad"
          title={toFailure(found.error).message}
          action={<Button onPress={() => void found.refetch()}>{copy.common.retry}</Button>}
        />
      )}
      {found.data && rows.length === 0 && <p className={common.empty}>{words.empty}</p>}
      {rows.length > 0 && (
        <table className={styles.table} aria-label={words.table}>
          <thead>
            <tr>
              <th scope="col">{words.columns.name}</th>
              <th scope="col">{words.columns.kind}</th>
              <th scope="col">{words.columns.deleted}</th>
              <th scope="col">{words.columns.until}</th>
              <th scope="col">
                <span className="visually-hidden">{words.columns.actions}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row
                key={`${row.kind}:${row.id}`}
                row={row}
                onRestore={() => void restore(row)}
                onDelete={() => setAsked(row)}
              />
            ))}
          </tbody>
        </table>
      )}
      {asked && <ForGoodDialog row={asked} onYes={() => void deleteForGood(asked)} onClose={() => setAsked(null)} />}
    </Page>
  );
}

interface RowProps {
  row: BinRow;
  onRestore(): void;
  onDelete(): void;
}

function Row({ row, onRestore, onDelete }: RowProps) {
  const words = copy.bin;
  const name = row.name || words.noName;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{words.kinds[row.kind]}</td>
      <td>
        <time dateTime={new Date(row.deleted_at).toISOString()}>{formatWhen(row.deleted_at)}</time>
      </td>
      <td>
        <time dateTime={new Date(row.until).toISOString()}>{formatDay(row.until)}</time>
      </td>
      <td className={styles.actions}>
        <Button small aria-label={words.restoreThis(name)} onPress={onRestore}>
          {words.restore}
        </Button>
        <Button small look="link" aria-label={words.forGoodThis(name)} onPress={onDelete}>
          {words.forGood}
        </Button>
      </td>
    </tr>
  );
}

interface ForGoodDialogProps {
  row: BinRow;
  onYes(): void;
  onClose(): void;
}

/** Asks, since nobody can bring it back. */
function ForGoodDialog({ row, onYes, onClose }: ForGoodDialogProps) {
  const words = copy.bin;
  return (
    <Dialog
      alert
      title={words.ask(row.name || words.noName)}
      onClose={onClose}
      footer={
        <>
          <Button autoFocus onPress={onClose}>
            {copy.common.cancel}
          </Button>
          <Button look="danger" onPress={onYes}>
            {words.yes}
          </Button>
        </>
      }
    >
      <p>{row.kind === "system" ? words.askSystem : words.askConnector}</p>
    </Dialog>
  );
}
