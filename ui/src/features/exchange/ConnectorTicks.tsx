import { useState } from "react";
import type { ConnectorRow } from "../../bridge/types";
import { copy } from "../../copy";
import common from "../../look/Common.module.css";
import { Input } from "../../look/Input";
import { Tick } from "../../look/Switch";
import styles from "./Exchange.module.css";
import { rowsFor } from "./findings";

const most = 50;

interface ConnectorTicksProps {
  rows: readonly ConnectorRow[];
  ticked: ReadonlySet<string>;
  onChange(ticked: ReadonlySet<string>): void;
}

/** Connectors to choose from, one tick each. */
export function ConnectorTicks({ rows, ticked, onChange }: ConnectorTicksProps) {
  const [typed, setTyped] = useState("");
  const words = copy.exchange;
  const found = rowsFor(rows, typed, ticked);

  function toggle(id: string, on: boolean) {
    const next = new Set(ticked);
    if (on) next.add(id);
    else next.delete(id);
    onChange(next);
  }

  return (
    <fieldset className={styles.ticks}>
      <legend className="visually-hidden">{words.which}</legend>
      {rows.length > 8 && (
        <Input
          label={words.findConnector}
          hideLabel
          placeholder={words.findConnector}
          value={typed}
          onChange={setTyped}
        />
      )}
      <div className={styles.tickList}>
        {found.slice(0, most).map((row) => (
          <Tick
            key={row.id}
            label={row.system_name ? `${row.name} · ${row.system_name}` : row.name}
            isSelected={ticked.has(row.id)}
            onChange={(on) => toggle(row.id, on)}
          />
        ))}
      </div>
      {found.length > most && <p className={common.quiet}>{words.moreConnectors(found.length - most)}</p>}
    </fieldset>
  );
}
