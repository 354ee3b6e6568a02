import { FileCode, FileUp, Globe, Play } from "lucide-react";
import { useState } from "react";
import { useGo } from "../../app/view";
import type { NewConnector, TemplateCard } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Page } from "../../look/Page";
import { usePastedAnywhere } from "../drafts/usePastedAnywhere";
import { Gallery } from "../gallery/Gallery";
import { AddressDoor } from "./AddressDoor";
import styles from "./StartPage.module.css";

/** The connector that answers within the first minute, without an account. */
const firstTemplate = "woocommerce/order_status";

interface StartPageProps {
  templates: readonly TemplateCard[];
  onCreate(from: NewConnector): void;
}

/** The first screen: three ways to start, and the gallery. */
export function StartPage({ templates, onCreate }: StartPageProps) {
  const go = useGo();
  usePastedAnywhere((text) => go.show({ type: "drafts", text }));
  const [asksAddress, setAsksAddress] = useState(false);
  const words = copy.start;
  return (
    <Page>
      <h1 className={styles.title}>{words.title}</h1>
      <p className={styles.lead}>{words.lead}</p>
      <div className={styles.doors}>
        <Button look="primary" onPress={() => onCreate({ type: "template", id: firstTemplate })}>
          <Play size={15} aria-hidden />
          {words.sample}
        </Button>
        <Button onPress={() => setAsksAddress((asks) => !asks)} aria-expanded={asksAddress}>
          <Globe size={15} aria-hidden />
          {words.address}
        </Button>
        <Button onPress={() => go.show({ type: "drafts", text: null })}>
          <FileCode size={15} aria-hidden />
          {copy.drafts.door}
        </Button>
        <Button onPress={() => go.show({ type: "import", path: null })}>
          <FileUp size={15} aria-hidden />
          {words.openBundle}
        </Button>
      </div>
      {asksAddress && (
        <AddressDoor
          onCreate={(address) => onCreate({ type: "address", address })}
          onImport={(text) => go.show({ type: "drafts", text })}
        />
      )}
      <p className={styles.trust}>{words.trust}</p>
      <Gallery templates={templates} onLook={(id) => go.to({ page: "template", id })} />
    </Page>
  );
}
