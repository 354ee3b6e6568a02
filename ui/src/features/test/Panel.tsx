import { useQuery } from "@tanstack/react-query";
import { tellFailure } from "../../app/notices";
import { changePreferences, startQuery } from "../../app/queries";
import { copy } from "../../copy";
import { Tabs } from "../../look/Tabs";
import { ConnectorActivity } from "../activity/ConnectorActivity";
import { ChatTab } from "../chat/ChatTab";
import { ToolTab } from "../tool/ToolTab";
import { useDraftStore } from "../workbench/context";
import { AskDialog } from "./AskDialog";
import styles from "./Test.module.css";
import { TestTab } from "./TestTab";

const tabs = ["test", "chat", "sees", "activity"] as const;
type TabId = (typeof tabs)[number];

/** The right side of the workbench. */
export function Panel() {
  const kept = useQuery({ ...startQuery, select: (start) => start.preferences.panel_tab }).data;
  const tab: TabId = tabs.find((one) => one === kept) ?? "test";
  const setTab = (panel_tab: TabId) => void changePreferences({ panel_tab })?.catch(tellFailure);
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
          { id: "chat", title: words.panelTabs.chat, content: <ChatTab /> },
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
