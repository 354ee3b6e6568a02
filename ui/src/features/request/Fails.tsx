import { Plus, X } from "lucide-react";
import type { FailCondition, FailMeaning, FailWhen } from "../../bridge/types";
import { copy } from "../../copy";
import { Button, IconButton } from "../../look/Button";
import common from "../../look/Common.module.css";
import { Input } from "../../look/Input";
import { Pick } from "../../look/Pick";
import { usePaths } from "../answer/usePaths";
import { useProblems } from "../workbench/context";
import { removeAt, replaceAt } from "../workbench/lists";
import { ProblemList } from "../workbench/ProblemList";
import styles from "./Request.module.css";
import { constantText, newFail, withCondition } from "./steps";
import { useStep } from "./useStep";

const conditions: readonly FailCondition[] = ["present", "empty", "equals"];
const meanings: readonly FailMeaning[] = ["error", "not_found"];

/** What counts as a failure besides the status: an error in an answer that says 200, an empty list. */
export function Fails({ index }: { index: number }) {
  const { step, change } = useStep(index);
  const paths = usePaths(step?.id);
  const problems = useProblems(`steps[${index}].fail_when`);
  const words = copy.request.fails;
  if (!step) return null;
  const fails = step.fail_when ?? [];

  function edit(key: string | null, edit: (fails: readonly FailWhen[]) => FailWhen[]) {
    change(words.change, key && `steps[${index}].fail_when${key}`, (one) => ({
      ...one,
      fail_when: edit(one.fail_when ?? []),
    }));
  }

  return (
    <div className={styles.keeps} data-at={`steps[${index}].fail_when`}>
      {fails.map((fail, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a condition is edited in place
        <div key={at} className={styles.keep}>
          <span className={common.quiet}>{words.when}</span>
          <Input
            label={words.path}
            hideLabel
            mono
            placeholder="errors"
            suggestions={paths}
            value={fail.path}
            onChange={(path) => edit(`[${at}].path`, (all) => replaceAt(all, at, { ...fail, path }))}
          />
          <Pick
            label={words.condition}
            inline
            value={fail.is}
            choices={conditions.map((id) => ({ id, text: words.conditions[id] }))}
            onChange={(is) => edit(null, (all) => replaceAt(all, at, withCondition(fail, is)))}
          />
          {fail.is === "equals" && (
            <Input
              label={words.value}
              hideLabel
              mono
              value={constantText(fail.value)}
              onChange={(value) => edit(`[${at}].value`, (all) => replaceAt(all, at, { ...fail, value }))}
            />
          )}
          <span className={common.quiet}>{words.means}</span>
          <Pick
            label={words.meaning}
            inline
            value={fail.means}
            choices={meanings.map((id) => ({ id, text: words.meanings[id], help: words.meaningHelp[id] }))}
            onChange={(means) => edit(null, (all) => replaceAt(all, at, { ...fail, means }))}
          />
          <IconButton small label={words.remove(at + 1)} onPress={() => edit(null, (all) => removeAt(all, at))}>
            <X size={14} aria-hidden />
          </IconButton>
        </div>
      ))}
      <ProblemList problems={problems} />
      <div>
        <Button look="link" small onPress={() => edit(null, (all) => [...all, newFail()])}>
          <Plus size={14} aria-hidden />
          {words.add}
        </Button>
      </div>
    </div>
  );
}
