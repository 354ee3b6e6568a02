import { useState } from "react";
import { copy } from "../../copy";
import { Tabs } from "../../look/Tabs";
import { ConnectorActivity } from "../activity/ConnectorActivity";
import { ToolTab } from "../tool/ToolTab";
import { useDraftStore } from "../workbench/context";
import { AskDialog } from "./AskDialog";
import styles from "./Test.module.css";
import { TestTab } from "./TestTab";

type TabId = "test" | "sees" | "activity";

/** The right side of the workbench. */
export function Panel() {
  const [tab, setTab] = useState<TabId>("test");
  const store = useDraftStore();
  const words = copy.workbench;
  return (
    <>
      <Tabs
        label={words.panel}
        look="large"
        fill
        selected={tab}
        onSelect={setTab}
        tabs={[
          { id: "test", title: words.panelTabs.test, content: <TestTab /> },
          { id: "sees", title: words.panelTabs.sees, content: <ToolTab /> },
          {
            id: "activity",
            title: words.panelTabs.activity,
            content: (
              <div className={styles.scroll}>
                <ConnectorActivity connectorId={store.id} />
              </div>
            ),
          },
        ]}
      />
      <AskDialog />
    </>
  );
}
