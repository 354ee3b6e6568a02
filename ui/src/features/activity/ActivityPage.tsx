import { useGo } from "../../app/view";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Page } from "../../look/Page";
import { Runs } from "./Runs";

/** What ran lately, of all connectors. */
export function ActivityPage() {
  const go = useGo();
  const words = copy.activity;
  return (
    <Page title={words.title} lead={words.lead}>
      <Runs
        connectorId={null}
        empty={words.empty}
        emptyAction={<Button onPress={() => go.to({ page: "start" })}>{words.emptyDo}</Button>}
      />
    </Page>
  );
}
