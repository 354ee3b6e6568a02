import { CircleAlert, KeyRound, TriangleAlert } from "lucide-react";
import type { ImportedConnector, ImportPreview, OnClash, Problem } from "../../bridge/types";
import { copy } from "../../copy";
import { Chip } from "../../look/Chip";
import common from "../../look/Common.module.css";
import { Notice } from "../../look/Notice";
import { Pick } from "../../look/Pick";
import styles from "./Exchange.module.css";
import { isPublic } from "./imports";
import { Origins } from "./Requires";

const clashes: readonly OnClash[] = ["keep_both", "replace", "skip"];

interface ImportPreviewListProps {
  preview: ImportPreview;
  onClash: OnClash;
  onChangeClash(choice: OnClash): void;
}

/** Everything that a bundle would bring: where it calls, what it asks for, what the model sees, who may ask. */
export function ImportPreviewList({ preview, onClash, onChangeClash }: ImportPreviewListProps) {
  const words = copy.exchange;
  const hasClash = preview.connectors.some((one) => one.clash !== null);
  return (
    <>
      {preview.token && <p>{words.importLead(preview.name)}</p>}
      {preview.problems.length > 0 && <Problems problems={preview.problems} isReadable={preview.token !== null} />}
      {preview.token && <Origins label={words.importCalls} origins={preview.origins} />}
      {hasClash && (
        <Pick<OnClash>
          label={words.importClashQuestion}
          hideLabel={false}
          value={onClash}
          choices={clashes.map((id) => ({ id, text: words.clash[id], help: words.clashHelp[id] }))}
          onChange={onChangeClash}
        />
      )}
      {preview.connectors.length > 0 && (
        <section aria-label={words.importConnectors}>
          <h3 className={common.heading}>{words.importConnectors}</h3>
          <ul className={common.list}>
            {preview.connectors.map((connector) => (
              <Connector key={connector.tool_name} connector={connector} />
            ))}
          </ul>
        </section>
      )}
      {preview.secrets.length > 0 && (
        <section aria-label={words.importSecrets}>
          <h3 className={common.heading}>{words.importSecrets}</h3>
          <p className={styles.chips}>
            {preview.secrets.map((secret) => (
              <Chip key={secret} tone="secret" mono icon={<KeyRound size={12} aria-hidden />}>
                {secret}
              </Chip>
            ))}
          </p>
          <p className={common.quiet}>{words.importSecretsHelp}</p>
        </section>
      )}
    </>
  );
}

function Connector({ connector }: { connector: ImportedConnector }) {
  const words = copy.exchange;
  const anybody = isPublic(connector);
  return (
    <li className={styles.card}>
      <div className={styles.cardHead}>
        <strong>{connector.name}</strong>
        <code className={common.quiet}>{connector.tool_name}</code>
      </div>
      {connector.clash !== null && <Notice tone="warn" title={words.importClash(connector.clash)} />}
      <dl className={styles.facts}>
        <dt>{words.importRequests}</dt>
        <dd>
          {connector.requests.map((request) => (
            <code key={request} className={styles.request}>
              {request}
            </code>
          ))}
        </dd>
        <dt>{words.importSees}</dt>
        <dd className={styles.chips}>
          {connector.sees.length === 0 && words.seesNothing}
          {connector.sees.map((path) => (
            <Chip key={path} tone="api" mono>
              {path}
            </Chip>
          ))}
        </dd>
        <dt>{words.importRules}</dt>
        <dd>
          {connector.rules.length === 0 && words.noRules}
          {anybody ? (
            <Chip tone="warn" icon={<TriangleAlert size={12} aria-hidden />}>
              {words.isPublic}
            </Chip>
          ) : (
            connector.rules.map((rule) => <div key={rule}>{rule}</div>)
          )}
        </dd>
      </dl>
    </li>
  );
}

function Problems({ problems, isReadable }: { problems: readonly Problem[]; isReadable: boolean }) {
  const words = copy.exchange;
  return (
    <section aria-label={words.importProblems}>
      <h3 className={common.heading}>{isReadable ? words.importProblems : words.importUnreadable}</h3>
      <ul className={styles.findings}>
        {problems.map((problem) => {
          const isError = problem.severity === "error";
          const Icon = isError ? CircleAlert : TriangleAlert;
          return (
            <li key={`${problem.code}:${problem.at}:${problem.message}`} className={styles.finding}>
              <Icon
                size={15}
                className={isError ? styles.error : styles.warning}
                aria-label={copy.workbench.severity[problem.severity]}
              />
              <span>
                {problem.message} <span className={common.quiet}>{problem.hint}</span>{" "}
                {problem.at && <code className={common.quiet}>{problem.at}</code>}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
