import { useMemo, useState } from "react";
import type { Drafts } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { Input } from "../../look/Input";
import { Tick } from "../../look/Switch";
import { Origins } from "../exchange/Requires";
import { DraftList } from "./DraftList";
import styles from "./Drafts.module.css";
import { FindingList } from "./FindingList";
import { rowsThatMention, secretKey, withOne } from "./rows";

interface DraftsFoundProps {
  drafts: Drafts;
  ticked: ReadonlySet<number>;
  onTick(ticked: ReadonlySet<number>): void;
  kept: ReadonlySet<string>;
  onKeep(kept: ReadonlySet<string>): void;
}

/** What a text holds: requests to tick, addresses, secrets, and what was understood, guessed and left out. */
export function DraftsFound({ drafts, ticked, onTick, kept, onKeep }: DraftsFoundProps) {
  const [typed, setTyped] = useState("");
  const shown = useMemo(() => rowsThatMention(drafts.rows, typed), [drafts.rows, typed]);
  const words = copy.drafts;
  return (
    <>
      <p>
        <strong>{drafts.rows.length === 0 ? words.none : words.found(drafts.rows.length, drafts.name)}</strong>
      </p>
      {drafts.rows.length > 8 && (
        <Input label={words.search} hideLabel placeholder={words.search} value={typed} onChange={setTyped} />
      )}
      {drafts.rows.length > 0 && <DraftList rows={shown} ticked={ticked} onTick={onTick} />}
      {shown.length === 0 && drafts.rows.length > 0 && <p className={common.quiet}>{words.noMatch(typed)}</p>}
      {drafts.rows.length > 1 && (
        <div className={styles.tools}>
          <span className={common.quiet} role="status">
            {words.ticked(ticked.size)}
          </span>
          <Button small onPress={() => onTick(new Set([...ticked, ...shown.map((found) => found.index)]))}>
            {words.tickAll}
          </Button>
          <Button small onPress={() => onTick(new Set())} isDisabled={ticked.size === 0}>
            {words.tickNone}
          </Button>
        </div>
      )}
      <Origins label={words.calls} origins={drafts.addresses} />
      {drafts.secrets.length > 0 && (
        <section aria-label={words.secrets}>
          <h3 className={common.heading}>{words.secrets}</h3>
          <p className={common.quiet}>{words.secretsHelp}</p>
          {drafts.secrets.map((secret) => (
            <Tick
              key={secretKey(secret)}
              label={words.secret(secret.system_name, secret.name, secret.place)}
              isSelected={kept.has(secretKey(secret))}
              onChange={(on) => onKeep(withOne(kept, secretKey(secret), on))}
            />
          ))}
        </section>
      )}
      {drafts.findings.length > 0 && (
        <section aria-label={words.whole}>
          <h3 className={common.heading}>{words.whole}</h3>
          <FindingList findings={drafts.findings} />
        </section>
      )}
    </>
  );
}
