import type { ReactNode } from "react";
import { Tabs as AriaTabs, type Key, Tab, TabList, TabPanel } from "react-aria-components";
import { cx } from "./cx";
import styles from "./Tabs.module.css";

export interface TabSpec<Id extends string> {
  id: Id;
  title: ReactNode;
  content: ReactNode;
}

interface TabsProps<Id extends string> {
  label: string;
  tabs: readonly TabSpec<Id>[];
  selected: Id;
  onSelect(id: NoInfer<Id>): void;
  look?: "large" | "small";
  /** Stands at the end of the row of tabs. */
  extra?: ReactNode;
  /** The panel takes the rest of the height and scrolls by itself. */
  fill?: boolean;
}

/** Several views of one thing, one at a time. */
export function Tabs<Id extends string>({
  label,
  tabs,
  selected,
  onSelect,
  look = "small",
  extra,
  fill,
}: TabsProps<Id>) {
  return (
    <AriaTabs
      className={cx(styles.tabs, fill && styles.fill)}
      selectedKey={selected}
      onSelectionChange={(key: Key) => onSelect(String(key) as Id)}
    >
      <div className={cx(styles.row, styles[look])}>
        <TabList aria-label={label} className={styles.list ?? ""}>
          {tabs.map((tab) => (
            <Tab key={tab.id} id={tab.id} className={styles.tab ?? ""}>
              {tab.title}
            </Tab>
          ))}
        </TabList>
        {extra}
      </div>
      {tabs.map((tab) => (
        <TabPanel key={tab.id} id={tab.id} className={styles.panel ?? ""}>
          {tab.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
