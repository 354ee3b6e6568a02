import { useState } from "react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import type { AnswerInfo, RunView, StepTrace } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { Notice } from "../../look/Notice";
import { Tabs } from "../../look/Tabs";
import { AnswerText } from "./AnswerText";
import { AnswerTree } from "./AnswerTree";
import { saveAnswer } from "./saveAnswer";
import styles from "./Test.module.css";
import { HeadersView, RulesView, SentView, TimelineView } from "./TraceViews";

type ViewId = "answer" | "sent" | "headers" | "timeline" | "rules";

/** The last run, request by request, in as many views as there are questions about it. */
export function AnswerViews({ run }: { run: RunView }) {
  const steps = run.trace.steps;
  const [stepId, setStepId] = useState(() => initialStep(run));
  const [view, setView] = useState<ViewId>("answer");
  const step = steps.find((one) => one.step === stepId) ?? steps[0];
  const info = run.answers.find((one) => one.step === step?.step);
  const words = copy.test.views;
  if (!step) return <div className={styles.fillRest} />;

  return (
    <>
      {steps.length > 1 && (
        <ToggleButtonGroup
          className={styles.stepPicks ?? ""}
          aria-label={copy.test.steps}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[step.step]}
          onSelectionChange={(keys) => setStepId(String([...keys][0]))}
        >
          {steps.map((one, index) => (
            <ToggleButton key={one.step} id={one.step} className={styles.stepPick ?? ""}>
              {index + 1} {one.name || one.step}
              <span className={common.quiet}>{one.status ?? copy.test.notSent}</span>
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      )}
      <Tabs
        label={copy.test.views.answer}
        selected={view}
        onSelect={setView}
        fill
        tabs={[
          { id: "answer", title: words.answer, content: <AnswerOrWhyNot runId={run.run_id} info={info} step={step} /> },
          { id: "sent", title: words.sent, content: <SentView step={step} /> },
          { id: "headers", title: words.headers, content: <HeadersView step={step} /> },
          {
            id: "timeline",
            title: words.timeline,
            content: <TimelineView steps={steps} notes={run.trace.notes} total={run.trace.total_ms} />,
          },
          { id: "rules", title: words.rules, content: <RulesView rules={run.trace.rules} /> },
        ]}
      />
    </>
  );
}

function initialStep(run: RunView): string {
  const answered = run.trace.steps.filter((step) => run.answers.some((info) => info.step === step.step));
  return (answered.at(-1) ?? run.trace.steps.at(-1))?.step ?? "";
}

function AnswerOrWhyNot({ runId, info, step }: { runId: string; info: AnswerInfo | undefined; step: StepTrace }) {
  const [asText, setAsText] = useState(false);
  if (!info) return <WhyNot step={step} />;
  if (!info.is_json) return <NoJson runId={runId} info={info} />;
  return (
    <>
      <ToggleButtonGroup
        className={styles.formPicks ?? ""}
        aria-label={copy.test.form}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[asText ? "text" : "tree"]}
        onSelectionChange={(keys) => setAsText([...keys][0] === "text")}
      >
        <ToggleButton id="tree" className={styles.formPick ?? ""}>
          {copy.test.views.tree}
        </ToggleButton>
        <ToggleButton id="text" className={styles.formPick ?? ""}>
          {copy.test.views.text}
        </ToggleButton>
      </ToggleButtonGroup>
      {asText ? (
        <AnswerText key={info.step} runId={runId} info={info} />
      ) : (
        <AnswerTree key={info.step} runId={runId} info={info} />
      )}
    </>
  );
}

/** What the answer is instead, and itself as text if it is one. */
function NoJson({ runId, info }: { runId: string; info: AnswerInfo }) {
  const { content } = info;
  const isText = content === "html" || content === "xml" || content === "text";
  return (
    <>
      <Notice
        tone="info"
        title={content === "json" ? copy.test.content.text : copy.test.content[content]}
        action={
          content !== "empty" && (
            <Button small onPress={() => void saveAnswer({ run_id: runId, step: info.step })}>
              {copy.test.largeSave}
            </Button>
          )
        }
      />
      {isText ? <AnswerText key={info.step} runId={runId} info={info} /> : <div className={styles.fillRest} />}
    </>
  );
}

function WhyNot({ step }: { step: StepTrace }) {
  return <p className={styles.none}>{step.skipped ?? step.error ?? copy.test.noTimings}</p>;
}
