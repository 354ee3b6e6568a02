import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { useGo } from "../../app/view";
import { call } from "../../bridge/call";
import { toFailure } from "../../bridge/failure";
import type { NewConnector, TemplatePreview } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { Notice } from "../../look/Notice";
import { Page } from "../../look/Page";
import { CardMarks } from "./CardMarks";
import styles from "./Gallery.module.css";
import { TemplateFacts } from "./TemplateFacts";
import { TryTemplate } from "./TryTemplate";

interface TemplatePageProps {
  id: string;
  onCreate(from: NewConnector): void;
}

/** A template before anything is made of it: what it does, and a try on its sample data. */
export function TemplatePage({ id, onCreate }: TemplatePageProps) {
  const go = useGo();
  const found = useQuery({ queryKey: ["template", id], queryFn: () => call("preview_template", { id }) });
  const words = copy.template;
  return (
    <Page>
      <div>
        <Button look="link" onPress={() => go.to({ page: "start" })}>
          <ArrowLeft size={15} aria-hidden />
          {words.back}
        </Button>
      </div>
      {found.isError && (
        <Notice tone="bad" title={found.error.message}>
          {toFailure(found.error).hint}
        </Notice>
      )}
      {found.data && <Template preview={found.data} onUse={() => onCreate({ type: "template", id })} />}
    </Page>
  );
}

function Template({ preview, onUse }: { preview: TemplatePreview; onUse(): void }) {
  const { card } = preview;
  const words = copy.template;
  return (
    <>
      <header className={styles.titleLine}>
        <div className={styles.titleWords}>
          <span className={common.quiet}>{card.system_name}</span>
          <h1>{card.name}</h1>
          <p className={styles.quiet}>{card.summary}</p>
          <CardMarks card={card} />
        </div>
        <div className={styles.use}>
          <Button look="primary" onPress={onUse}>
            {words.use}
          </Button>
          <p className={styles.quiet}>{words.useHelp}</p>
        </div>
      </header>
      <div className={styles.columns}>
        <TryTemplate id={card.id} connector={preview.connector} />
        <TemplateFacts preview={preview} />
      </div>
    </>
  );
}
