import { ArrowDown, ArrowUp, Ellipsis, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Connector, Method, Step } from "../../bridge/types";
import { copy } from "../../copy";
import { IconButton } from "../../look/Button";
import { Chip } from "../../look/Chip";
import { Input } from "../../look/Input";
import { ActionMenu } from "../../look/Menu";
import { Pick } from "../../look/Pick";
import { Tabs } from "../../look/Tabs";
import { SignInForm } from "../systems/SignInForm";
import { useSession } from "../test/session";
import { useConnector, useDraftStore } from "../workbench/context";
import { moveBy, removeAt } from "../workbench/lists";
import { AddressField } from "./AddressField";
import { BodyEditor } from "./BodyEditor";
import { Fails } from "./Fails";
import { Keeps } from "./Keeps";
import styles from "./Request.module.css";
import { Rows } from "./Rows";
import { StepOptions } from "./StepOptions";
import { useHttpNames } from "./useHttpNames";
import { useStep } from "./useStep";

const methods: readonly Method[] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];
type Part = "headers" | "query" | "body";

interface StepCardProps {
  index: number;
  isOnly: boolean;
}

/** One request. */
export function StepCard({ index, isOnly }: StepCardProps) {
  const store = useDraftStore();
  const connector = useConnector();
  const { step, system, known, change } = useStep(index);
  const names = useHttpNames();
  const [part, setPart] = useState<Part>(() => firstPart(step));
  const words = copy.request;
  if (!step) return null;
  const name = step.name || words.unnamed(index + 1);
  const showsSignIn = connector.steps.findIndex((one) => (one.system ?? connector.system) === system?.id) === index;

  function menu() {
    const steps = (label: string, edit: (connector: Connector) => Connector["steps"]) =>
      store.changeConnector(label, null, (one) => ({ ...one, steps: edit(one) }));
    return [
      {
        id: "up",
        text: copy.common.moveUp,
        icon: <ArrowUp size={14} aria-hidden />,
        isDisabled: index === 0,
        run: () => steps(words.changes.move, (one) => moveBy(one.steps, index, -1)),
      },
      {
        id: "down",
        text: copy.common.moveDown,
        icon: <ArrowDown size={14} aria-hidden />,
        isDisabled: index === connector.steps.length - 1,
        run: () => steps(words.changes.move, (one) => moveBy(one.steps, index, 1)),
      },
      {
        id: "remove",
        text: words.remove,
        icon: <Trash2 size={14} aria-hidden />,
        danger: true,
        run: () => steps(words.changes.remove, (one) => removeAt(one.steps, index)),
      },
    ];
  }

  return (
    <div className={isOnly ? styles.only : styles.step} data-at={`steps[${index}]`}>
      <div className={styles.stepHead}>
        {!isOnly && (
          <>
            <span className={styles.number}>{index + 1}</span>
            <div className={styles.stepName}>
              <Input
                label={words.stepName(index + 1)}
                hideLabel
                quiet
                placeholder={words.unnamed(index + 1)}
                value={step.name}
                onChange={(text) =>
                  change(words.changes.rename, `steps[${index}].name`, (one) => ({ ...one, name: text }))
                }
              />
            </div>
            <LastAnswer stepId={step.id} />
            <ActionMenu label={words.menu(name)} actions={menu()}>
              <IconButton small label={words.menu(name)}>
                <Ellipsis size={16} aria-hidden />
              </IconButton>
            </ActionMenu>
          </>
        )}
      </div>
      <div className={styles.line}>
        <Pick
          label={words.method}
          value={step.method}
          mono
          choices={methods.map((method) => ({
            id: method,
            text: `${words.methods[method]} · ${method}`,
            mark: (
              <span className={styles.method}>
                {words.methods[method]} · {method}
              </span>
            ),
          }))}
          onChange={(method) => change(words.changes.method, null, (one) => ({ ...one, method }))}
        />
        <AddressField index={index} />
      </div>
      {system && showsSignIn && <SignInForm system={system} />}
      <Tabs
        label={name}
        selected={part}
        onSelect={setPart}
        tabs={[
          {
            id: "query",
            title: counted(names.parts.query, step.query.length),
            content: (
              <Rows
                kind="query"
                at={`steps[${index}].query`}
                rows={step.query}
                insertables={known}
                system={system}
                onChange={(query, key) => change(words.changes.query, key, (one) => ({ ...one, query }))}
              />
            ),
          },
          {
            id: "headers",
            title: counted(names.parts.headers, step.headers.length),
            content: (
              <Rows
                kind="header"
                at={`steps[${index}].headers`}
                rows={step.headers}
                insertables={known}
                system={system}
                onChange={(headers, key) => change(words.changes.headers, key, (one) => ({ ...one, headers }))}
              />
            ),
          },
          {
            id: "body",
            title: step.body ? `${names.parts.body}, ${words.bodyKinds[step.body.type]}` : names.parts.body,
            content: (
              <BodyEditor
                at={`steps[${index}].body`}
                body={step.body}
                insertables={known}
                system={system}
                onChange={(body, key) => change(words.changes.body, key, (one) => ({ ...one, body }))}
              />
            ),
          },
        ]}
      />
      <Keeps index={index} isOnly={isOnly} />
      <Fails index={index} />
      <StepOptions index={index} />
    </div>
  );
}

/** The part that has something in it. */
function firstPart(step: Step | undefined): Part {
  if (step?.body) return "body";
  return step && step.query.length === 0 && step.headers.length > 0 ? "headers" : "query";
}

function counted(text: string, count: number): string {
  return count > 0 ? `${text} ${count}` : text;
}

/** How the last run's request went. */
function LastAnswer({ stepId }: { stepId: string }) {
  const step = useSession((session) => session.run?.trace.steps.find((one) => one.step === stepId));
  if (!step) return null;
  if (step.status === null) return <Chip tone="quiet">{copy.test.notSent}</Chip>;
  return (
    <Chip tone={step.status < 400 ? "good" : "bad"}>
      {step.status}, {Math.round(step.timing.total_ms)} ms
    </Chip>
  );
}
