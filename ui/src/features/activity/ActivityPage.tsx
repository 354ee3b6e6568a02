import { copy } from "../../copy";
import { Page } from "../../look/Page";
import { Runs } from "./Runs";

/** What ran lately, of all connectors. */
export function ActivityPage() {
  return (
    <Page title={copy.activity.title} lead={copy.activity.lead}>
      <Runs connectorId={null} empty={copy.activity.lead} emptyAction={null} />
    </Page>
  );
}
