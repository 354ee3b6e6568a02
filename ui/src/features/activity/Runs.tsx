import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight, Search } from "lucide-react";
import { type ReactNode, useDeferredValue, useId, useState } from "react";
import { useLater } from "../../app/useLater";
import { useGo } from "../../app/view";
import { call } from "../../bridge/call";
import { toFailure } from "../../bridge/failure";
import type { OutcomeKind, RunRow } from "../../bridge/types";
import { copy } from "../../copy";
import { formatDuration, formatMoment } from "../../copy/numbers";
import { Button } from "../../look/Button";
import { Chip } from "../../look/Chip";
import common from "../../look/Common.module.css";
import { Input } from "../../look/Input";
import { Notice } from "../../look/Notice";
import { Pick } from "../../look/Pick";
import styles from "./Activity.module.css";
import { iconOf, toneOf } from "./outcomes";
import { Remarks } from "./Remarks";
import { RunStory } from "./RunStory";

const page = 50;
const all = "all";
const outcomes = Object.keys(toneOf) as OutcomeKind[];

interface RunsProps {
  /** `null`: all connectors, with a column that names them. */
  connectorId: string | null;
  empty: string;
  emptyAction: ReactNode;
}

/** Runs, newest first, with what stands out in them at the top. They are read anew each time the list is opened. */
export function Runs({ connectorId, empty, emptyAction }: RunsProps) {
  const [limit, setLimit] = useState(page);
  const [text, setText] = useState("");
  const [outcome, setOutcome] = useState<OutcomeKind | typeof all>(all);
  const [openId, setOpenId] = useState<number | null>(null);
  const settled = useDeferredValue(text);
  const request = {
    connector_id: connectorId,
    outcome: outcome === all ? null : outcome,
    text: settled,
    limit,
  };
  const runs = useQuery({
    queryKey: ["activity", request],
    queryFn: () => call("activity", request),
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
  const { runs: rows, more, remarks } = runs.data;
  const isSearched = text.trim() !== "" || outcome !== all;
  if (rows.length === 0 && !isSearched) {
    return (
      <div className={common.empty}>
        <p>{empty}</p>
        {emptyAction}
      </div>
    );
  }
  return (
    <div className={styles.runs}>
      <Remarks remarks={remarks} isNamed={connectorId === null} onShow={setOpenId} />
      <div className={styles.search}>
        <Search size={15} aria-hidden />
        <Input label={words.search} hideLabel placeholder={words.searchHint} value={text} onChange={setText} />
        <Pick
          label={words.columns.outcome}
          value={outcome}
          choices={[
            { id: all, text: words.allOutcomes },
            ...outcomes.map((id) => ({ id, text: copy.common.outcomes[id] })),
          ]}
          onChange={setOutcome}
        />
      </div>
      {rows.length === 0 ? (
        <p className={styles.quiet} role="status">
          {words.nothingFound}
        </p>
      ) : (
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
              <Run
                key={run.id}
                run={run}
                named={connectorId === null}
                isOpen={run.id === openId}
                onToggle={() => setOpenId(run.id === openId ? null : run.id)}
              />
            ))}
          </tbody>
        </table>
      )}
      {more && (
        <div>
          <Button look="link" isDisabled={runs.isFetching} onPress={() => setLimit(limit + page)}>
            {words.more(page)}
          </Button>
        </div>
      )}
    </div>
  );
}

interface RunProps {
  run: RunRow;
  named: boolean;
  isOpen: boolean;
  onToggle(): void;
}

function Run({ run, named, isOpen, onToggle }: RunProps) {
  const storyId = useId();
  const Icon = iconOf[run.outcome];
  const Arrow = isOpen ? ChevronDown : ChevronRight;
  const words = copy.activity;
  return (
    <>
      <tr data-run={run.id}>
        <td>
          <button
            type="button"
            className={styles.toggle}
            aria-expanded={isOpen}
            aria-controls={isOpen ? storyId : undefined}
            title={words.story}
            onClick={onToggle}
          >
            <Arrow size={14} aria-hidden />
            <time dateTime={new Date(run.at).toISOString()}>{formatMoment(run.at)}</time>
          </button>
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
      {isOpen && (
        <tr id={storyId}>
          <td colSpan={named ? 6 : 5} className={styles.story}>
            <RunStory id={run.id} />
          </td>
        </tr>
      )}
    </>
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
