import type { ReactNode } from "react";
import type { Connector, TemplatePreview } from "../../bridge/types";
import { copy } from "../../copy";
import { Chip } from "../../look/Chip";
import common from "../../look/Common.module.css";
import styles from "./Gallery.module.css";

/** What a template asks, whom it answers, what it tells, and what its owner needs. */
export function TemplateFacts({ preview }: { preview: TemplatePreview }) {
  const { connector, system, prepare, unconfirmed, documentation } = preview;
  const words = copy.template;
  const needs = [...(system.settings ?? []), ...(system.secrets ?? [])];
  return (
    <div className={common.card}>
      <Fact title={words.says}>
        <ul className={styles.plain}>
          {connector.example_phrases?.map((phrase) => (
            <li key={phrase}>“{phrase}”</li>
          ))}
        </ul>
      </Fact>
      <Fact title={words.asks}>
        <ul className={styles.plain}>
          {connector.fields.map((field) => (
            <li key={field.name}>
              {field.description}
              {!field.required && ` (${words.optional})`}
            </li>
          ))}
        </ul>
      </Fact>
      <Fact title={words.verifies}>
        <p>{whoGetsAnAnswer(connector)}</p>
      </Fact>
      <Fact title={words.sees}>
        <p className={styles.marks}>
          {connector.answer.fields.map((field) => (
            <Chip key={field.label || field.path} tone="api">
              {field.label || field.path}
            </Chip>
          ))}
        </p>
      </Fact>
      <Fact title={words.tells}>
        <p>{connector.prompt}</p>
      </Fact>
      {prepare.length > 0 && (
        <Fact title={words.prepare}>
          <Sentences all={prepare} />
        </Fact>
      )}
      <Fact title={words.needs}>
        {needs.length === 0 && <p>{words.needsNothing}</p>}
        <dl className={styles.needs}>
          {needs.map((need) => (
            <div key={need.name}>
              <dt>{need.label || need.name}</dt>
              <dd>{need.help}</dd>
            </div>
          ))}
        </dl>
      </Fact>
      {unconfirmed.length > 0 && (
        <Fact title={words.unconfirmed}>
          <p className={styles.quiet}>{words.unconfirmedHelp}</p>
          <Sentences all={unconfirmed} />
        </Fact>
      )}
      <Fact title={words.documentation}>
        <code className={styles.link}>{documentation}</code>
      </Fact>
    </div>
  );
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.fact}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Sentences({ all }: { all: readonly string[] }) {
  return (
    <ul className={styles.sentences}>
      {all.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

/** Public, or the questions that are compared with the record, in the words that a customer is asked with. */
function whoGetsAnAnswer(connector: Connector): string {
  const words = copy.template;
  if (connector.public) return words.public;
  const compared = new Set(connector.validations.map((rule) => rule.input));
  const names = connector.fields.filter((field) => compared.has(field.name)).map((field) => `“${field.description}”`);
  return words.rule(names.join(words.and));
}
