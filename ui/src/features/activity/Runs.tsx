import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useLater } from "../../app/useLater";
import { useGo } from "../../app/view";
import { call } from "../../bridge/call";
import { toFailure } from "../../bridge/failure";
import type { RunRow } from "../../bridge/types";
import { copy } from "../../copy";
import { formatDuration, formatMoment } from "../../copy/numbers";
import { Button } from "../../look/Button";
import { Chip } from "../../look/Chip";
import { Notice } from "../../look/Notice";
import styles from "./Activity.module.css";
import { iconOf, toneOf } from "./outcomes";

const page = 50;
const most = 1000;

interface RunsProps {
  /** `null`: all connectors, with a column that names them. */
  connectorId: string | null;
  empty: string;
  emptyAction: ReactNode;
}

/** Runs, newest first. They are read anew each time the list is opened. */
export function Runs({ connectorId, empty, emptyAction }: RunsProps) {
  const [limit, setLimit] = useState(page);
  const runs = useQuery({
    queryKey: ["activity", connectorId, limit],
    queryFn: () => call("activity", { connector_id: connectorId, limit }),
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
  });
  const isLate = useLater(runs.isPending);
  const words = copy.activity;
  if (runs.isError) {
    const failure = toFailure(runs.error);
    return (
      <Notice
        tone="bad"
        title={failure.message}
        action={<Button onPress={() => void runs.refetch()}>{copy.common.retry}</Button>}
      >
        {failure.hint}
      </Notice>
    );
  }
  if (!runs.data) return <p className={styles.quiet}>{isLate && copy.common.loading}</p>;
  const rows = runs.data.runs;
  if (rows.length === 0) {
    return (
      <div className={styles.empty}>
        <p>{empty}</p>
        {emptyAction}
      </div>
    );
  }
  return (
    <div className={styles.runs}>
      <table className={styles.table} aria-label={words.table}>
        <thead>
          <tr>
            <th scope="col">{words.columns.at}</th>
            {connectorId === null && <th scope="col">{words.columns.connector}</th>}
            <th scope="col">{words.columns.environment}</th>
            <th scope="col">{words.columns.outcome}</th>
            <th scope="col">{words.columns.statuses}</th>
            <th scope="col" className={styles.number}>
              {words.columns.duration}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((run) => (
            <Run key={`${run.at}:${run.connector_id}:${run.duration_ms}`} run={run} named={connectorId === null} />
          ))}
        </tbody>
      </table>
      {rows.length >= limit && limit < most && (
        <div>
          <Button look="link" isDisabled={runs.isFetching} onPress={() => setLimit(limit + page)}>
            {words.more(page)}
          </Button>
        </div>
      )}
    </div>
  );
}

function Run({ run, named }: { run: RunRow; named: boolean }) {
  const Icon = iconOf[run.outcome];
  const words = copy.activity;
  return (
    <tr>
      <td>
        <time dateTime={new Date(run.at).toISOString()}>{formatMoment(run.at)}</time>
      </td>
      {named && (
        <th scope="row">
          <ConnectorName run={run} />
        </th>
      )}
      <td className={run.environment === "live" ? styles.live : undefined}>
        {copy.common.environments[run.environment]}
      </td>
      <td>
        <Chip tone={toneOf[run.outcome]} icon={<Icon size={13} aria-hidden />}>
          {copy.common.outcomes[run.outcome]}
        </Chip>
      </td>
      <td className={styles.statuses}>{run.statuses.length > 0 ? run.statuses.join(", ") : words.notSent}</td>
      <td className={styles.number}>{formatDuration(run.duration_ms)}</td>
    </tr>
  );
}

function ConnectorName({ run }: { run: RunRow }) {
  const go = useGo();
  if (!run.connector_name) return <span className={styles.quiet}>{copy.activity.deleted}</span>;
  return (
    <Button look="link" onPress={() => go.to({ page: "connector", id: run.connector_id })}>
      {run.connector_name}
    </Button>
  );
}
