import { useQuery } from "@tanstack/react-query";
import { secretsQuery } from "../../app/queries";
import { useGo } from "../../app/view";
import type { SystemRow } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { cx } from "../../look/cx";
import { Page } from "../../look/Page";
import { OneSystem } from "./OneSystem";
import { SystemList } from "./SystemList";
import styles from "./Systems.module.css";
import { VaultNotice } from "./VaultNotice";

interface SystemsPageProps {
  systems: readonly SystemRow[];
  selected?: string | undefined;
}

/** Where the connectors call, and what they sign in with. */
export function SystemsPage({ systems, selected }: SystemsPageProps) {
  const go = useGo();
  const secrets = useQuery(secretsQuery).data?.secrets ?? [];
  const id = systems.some((system) => system.id === selected) ? selected : systems[0]?.id;
  const words = copy.systems;
  return (
    <Page title={words.title} lead={words.lead}>
      <VaultNotice />
      {id === undefined ? (
        <div className={cx(common.empty, styles.empty)}>
          <p>{words.none}</p>
          <Button onPress={() => go.to({ page: "start" })}>{words.start}</Button>
        </div>
      ) : (
        <div className={styles.columns}>
          <SystemList systems={systems} secrets={secrets} selected={id} />
          <OneSystem key={id} id={id} />
        </div>
      )}
    </Page>
  );
}
