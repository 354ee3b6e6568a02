import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../bridge/call";
import type { Difference } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { Tick } from "../../look/Switch";
import { Differences } from "../history/Differences";
import { flushAll } from "../workbench/drafts";
import styles from "./Drafts.module.css";
import { withOne } from "./rows";

type Section = Difference["section"];

interface MergePartProps {
  token: string;
  row: number;
  connectorId: string;
  onMerge(sections: Section[]): void;
}

/** What the one ticked request would change in the connector that is open, section by section to tick. */
export function MergePart({ token, row, connectorId, onMerge }: MergePartProps) {
  const [left, setLeft] = useState<ReadonlySet<Section>>(new Set());
  const words = copy.drafts;
  const compared = useQuery({
    queryKey: ["compare_draft", token, row, connectorId],
    queryFn: async () => {
      await flushAll();
      return call("compare_draft", { token, row, connector_id: connectorId });
    },
    gcTime: 0,
  });
  if (!compared.data) return null;
  const { name, differences } = compared.data;
  const sections = [...new Set(differences.map((one) => one.section))];
  const taken = sections.filter((section) => !left.has(section));
  return (
    <section aria-label={words.merge(name)} className={styles.merge}>
      <h3 className={common.heading}>{words.merge(name)}</h3>
      {sections.length === 0 && <p className={common.quiet}>{words.nothingNew}</p>}
      {sections.map((section) => (
        <div key={section}>
          <Tick
            label={copy.history.sections[section]}
            isSelected={!left.has(section)}
            onChange={(on) => setLeft(withOne(left, section, !on))}
          />
          <Differences differences={differences.filter((one) => one.section === section)} most={6} />
        </div>
      ))}
      {sections.length > 0 && (
        <Button isDisabled={taken.length === 0} onPress={() => onMerge(taken)}>
          {words.mergeGo(name)}
        </Button>
      )}
    </section>
  );
}
