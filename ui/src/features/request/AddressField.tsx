import { tellFailure } from "../../app/notices";
import { useGo } from "../../app/view";
import { call } from "../../bridge/call";
import { copy } from "../../copy";
import { useStoreAsSecret } from "../systems/useSecrets";
import { TemplateField } from "../template/TemplateField";
import { useSessionStore } from "../test/session";
import { useDraftStore, useProblems } from "../workbench/context";
import { useMakeQuestion } from "../workbench/useQuestions";
import { BaseAddress } from "./BaseAddress";
import styles from "./Request.module.css";
import { splitQuery } from "./steps";
import { useHttpNames } from "./useHttpNames";
import { useStep } from "./useStep";

/** The server's address as a chip, and the path as one line. A whole address pasted here is taken apart. */
export function AddressField({ index }: { index: number }) {
  const go = useGo();
  const store = useDraftStore();
  const connectorId = store.get().documents.connector.id;
  const session = useSessionStore();
  const { step, system, known, change } = useStep(index);
  const makeQuestion = useMakeQuestion();
  const storeSecret = useStoreAsSecret(system?.id);
  const problems = useProblems(`steps[${index}].path`);
  const names = useHttpNames();
  const words = copy.request;
  if (!step) return null;

  async function takeApart(text: string) {
    try {
      const split = await call("split_address", { text });
      const chosen = session.get().environment === "live" ? "live" : "test";
      store.change(words.changes.address, null, ({ connector, systems }) => ({
        connector: {
          ...connector,
          steps: connector.steps.map((one, at) =>
            at === index ? { ...one, path: split.path, query: [...split.query, ...one.query] } : one,
          ),
        },
        systems: systems.map((one) => {
          if (one.id !== system?.id) return one;
          const { test = "", live = "" } = one.base_url;
          return {
            ...one,
            base_url: {
              test: chosen === "test" || !test ? split.base_url : test,
              live: chosen === "live" || !live ? split.base_url : live,
            },
          };
        }),
      }));
    } catch (thrown) {
      tellFailure(thrown);
    }
  }

  function commit(text: string) {
    const { path, query } = splitQuery(text);
    if (query.length > 0)
      change(words.changes.path, null, (one) => ({ ...one, path, query: [...one.query, ...query] }));
  }

  return (
    <div className={styles.address} data-address={index === 0 ? "" : undefined}>
      <TemplateField
        label={index === 0 ? names.path : `${names.path} ${index + 1}`}
        hideLabel
        value={step.path}
        onChange={(path) => change(words.changes.path, `steps[${index}].path`, (one) => ({ ...one, path }))}
        insertables={known}
        placeholder={words.pathPlaceholder}
        before={system && <BaseAddress system={system} />}
        at={`steps[${index}].path`}
        problems={problems}
        onMakeQuestion={makeQuestion}
        onStoreSecret={storeSecret}
        onWholeAddress={(text) => store.hold(takeApart(text))}
        onImport={(text) => go.show({ type: "drafts", text, into: connectorId })}
        onCommit={commit}
      />
    </div>
  );
}
