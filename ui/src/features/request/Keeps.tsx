import { Plus, X } from "lucide-react";
import { copy } from "../../copy";
import { Button, IconButton } from "../../look/Button";
import { Chip } from "../../look/Chip";
import common from "../../look/Common.module.css";
import { Input } from "../../look/Input";
import { PathProblems } from "../answer/PathProblems";
import { problemsAt, useProblems } from "../workbench/context";
import { removeAt, replaceAt } from "../workbench/lists";
import { freeName, toName } from "../workbench/names";
import styles from "./Request.module.css";
import { useStep } from "./useStep";

interface KeepsProps {
  index: number;
  isOnly: boolean;
}

/** What a request keeps of its answer for later ones. */
export function Keeps({ index, isOnly }: KeepsProps) {
  const { step, change } = useStep(index);
  const problems = useProblems(`steps[${index}].extract`);
  const words = copy.request;
  if (!step || (isOnly && step.extract.length === 0)) return null;

  return (
    <div className={styles.keeps} data-at={`steps[${index}].extract`}>
      {step.extract.map((kept, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a kept value's name is edited in place
        <div key={at} className={styles.keep} data-at={`steps[${index}].extract[${at}]`}>
          <span className={common.quiet}>{words.keep}</span>
          <Input
            label={words.keepPath}
            hideLabel
            mono
            value={kept.path}
            placeholder="data.token"
            onChange={(path) =>
              change(words.changes.keep, `steps[${index}].extract[${at}].path`, (one) => ({
                ...one,
                extract: replaceAt(one.extract, at, { ...kept, path }),
              }))
            }
          />
          <span className={common.quiet}>{words.keepAs}</span>
          <Chip tone="api" mono>
            {step.id}.
          </Chip>
          <Input
            label={words.keepName}
            hideLabel
            mono
            value={kept.name}
            placeholder="token"
            onChange={(text) =>
              change(words.changes.keep, `steps[${index}].extract[${at}].name`, (one) => ({
                ...one,
                extract: replaceAt(one.extract, at, { ...kept, name: toName(text) }),
              }))
            }
          />
          <IconButton
            small
            label={words.keepRemove(kept.name)}
            onPress={() => change(words.changes.keep, null, (one) => ({ ...one, extract: removeAt(one.extract, at) }))}
          >
            <X size={14} aria-hidden />
          </IconButton>
          <PathProblems
            path={kept.path}
            step={step.id}
            problems={problemsAt(problems, `steps[${index}].extract[${at}]`)}
            onTake={(path) =>
              change(words.changes.keep, null, (one) => ({
                ...one,
                extract: replaceAt(one.extract, at, { ...kept, path }),
              }))
            }
          />
        </div>
      ))}
      {step.extract.length > 0 && <span className={common.quiet}>{words.keepNote}</span>}
      <div>
        <Button
          look="link"
          small
          onPress={() =>
            change(words.changes.keep, null, (one) => ({
              ...one,
              extract: [
                ...one.extract,
                {
                  name: freeName(
                    "value",
                    one.extract.map((kept) => kept.name),
                  ),
                  path: "",
                },
              ],
            }))
          }
        >
          <Plus size={14} aria-hidden />
          {words.keepAdd}
        </Button>
      </div>
    </div>
  );
}
