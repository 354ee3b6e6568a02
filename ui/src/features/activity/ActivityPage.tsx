import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { startQuery } from "../../app/queries";
import { useGo } from "../../app/view";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Page } from "../../look/Page";
import { Pick } from "../../look/Pick";
import styles from "./Activity.module.css";
import { Runs } from "./Runs";

const all = "";
/** More are found by searching for their name. */
const mostChoices = 200;

/** What ran lately, of all connectors. */
export function ActivityPage() {
  const go = useGo();
  const [connectorId, setConnectorId] = useState<string | null>(null);
  const rows = useQuery({ ...startQuery, select: (start) => start.library.connectors }).data ?? [];
  const words = copy.activity;
  return (
    <Page title={words.title} lead={words.lead}>
      {rows.length > 1 && (
        <div className={styles.which}>
          <span>{words.columns.connector}</span>
          <Pick
            label={words.columns.connector}
            value={connectorId ?? all}
            choices={[
              { id: all, text: words.allConnectors },
              ...rows.slice(0, mostChoices).map((row) => ({ id: row.id, text: row.name })),
            ]}
            onChange={(id) => setConnectorId(id === all ? null : id)}
          />
        </div>
      )}
      <Runs
        key={connectorId}
        connectorId={connectorId}
        empty={words.empty}
        emptyAction={<Button onPress={() => go.to({ page: "start" })}>{words.emptyDo}</Button>}
      />
    </Page>
  );
}
