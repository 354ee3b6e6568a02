import { useQuery } from "@tanstack/react-query";
import { Check, CircleAlert } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useShortcut } from "../../app/shortcuts";
import { call } from "../../bridge/call";
import type { Body, System } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { Pick } from "../../look/Pick";
import { Segments } from "../../look/Segments";
import { useStoreAsSecret } from "../systems/useSecrets";
import { TemplateField } from "../template/TemplateField";
import { useProblems } from "../workbench/context";
import type { Insertable } from "../workbench/placeholders";
import { useMakeQuestion } from "../workbench/useQuestions";
import { formatJson } from "./formatJson";
import { JsonRows } from "./JsonRows";
import { fromRows, type JsonRow, toRows } from "./jsonRows";
import styles from "./Request.module.css";
import { Rows } from "./Rows";

type Kind = Body["type"] | "none";
const kinds: readonly Kind[] = ["none", "json", "form", "multipart", "text", "xml"];

interface BodyEditorProps {
  at: string;
  body: Body | null;
  insertables: readonly Insertable[];
  system: System | undefined;
  onChange(body: Body | null, coalesce: string | null): void;
}

function startOf(kind: Kind, before: Body | null): Body | null {
  const text = before && "text" in before ? before.text : "";
  const fields = before && "fields" in before ? before.fields : [];
  if (kind === "none") return null;
  if (kind === "json") return { type: "json", text: text || "{\n  \n}" };
  if (kind === "text") return { type: "text", text, content_type: "" };
  if (kind === "xml") return { type: "xml", text };
  return { type: kind, fields };
}

/** What a request carries. */
export function BodyEditor({ at, body, insertables, system, onChange }: BodyEditorProps) {
  const makeQuestion = useMakeQuestion();
  const storeSecret = useStoreAsSecret(system?.id);
  const problems = useProblems(at);
  const [asRows, setAsRows] = useState(false);
  const [kept, setKept] = useState<{ text: string; rows: JsonRow[] } | null>(null);
  const words = copy.request;
  const text = body && "text" in body ? body.text : "";
  const check = useBodyCheck(body?.type === "json" ? text : null);
  // The check of the text as it is typed says more than the one of what was saved.
  const others = check
    ? problems.filter((problem) => problem.code !== "broken_json_body" && !/line \d+/i.test(problem.message))
    : problems;

  function format() {
    if (body?.type !== "json" || check) return false;
    onChange({ ...body, text: formatJson(body.text) }, null);
  }
  useShortcut("formatBody", format);

  // Half a value typed into a row is no JSON for a moment; the rows stay as they are typed.
  const typed = kept?.text === text ? kept.rows : toRows(text);
  const rows = body?.type === "json" && asRows ? typed : null;

  return (
    <div className={styles.rows} data-at={at}>
      <div className={styles.line}>
        <Pick
          label={words.bodyKind}
          small
          value={body?.type ?? "none"}
          choices={kinds.map((kind) => ({ id: kind, text: words.bodyKinds[kind] }))}
          onChange={(kind) => kind !== (body?.type ?? "none") && onChange(startOf(kind, body), null)}
        />
        {body?.type === "json" && (
          <Segments
            label={words.jsonView}
            value={rows ? "rows" : "text"}
            choices={[
              { id: "rows", text: words.jsonViews.rows, help: toRows(text) ? words.jsonRowsHelp : words.jsonNoRows },
              { id: "text", text: words.jsonViews.text, help: words.jsonTextHelp },
            ]}
            onChange={(view) => setAsRows(view === "rows")}
          />
        )}
      </div>
      {body?.type === "json" && rows && (
        <JsonRows
          at={at}
          rows={rows}
          insertables={insertables}
          onMakeQuestion={makeQuestion}
          onStoreSecret={storeSecret}
          onChange={(next, coalesce) => {
            const written = fromRows(next);
            setKept({ text: written, rows: next });
            onChange({ ...body, text: written }, coalesce);
          }}
        />
      )}
      {body?.type === "json" && asRows && !rows && <p className={common.quiet}>{words.jsonNoRows}</p>}
      {body && "text" in body && !rows && (
        <TemplateField
          label={words.bodyText}
          hideLabel
          kind={body.type === "json" ? "json" : "text"}
          value={body.text}
          insertables={insertables}
          at={`${at}.text`}
          problems={others}
          brokenLine={check?.line}
          onMakeQuestion={makeQuestion}
          onStoreSecret={storeSecret}
          onChange={(next) => onChange({ ...body, text: next }, `${at}.text`)}
        />
      )}
      {body?.type === "json" && (
        <div className={styles.bodyFoot}>
          <p className={check ? styles.broken : styles.fine} role="status">
            {check ? <CircleAlert size={14} aria-hidden /> : <Check size={14} aria-hidden />}
            {check ? `${words.bodyBroken(check.line)} ${check.message} ${check.hint}` : words.bodyFine}
          </p>
          {!check && formatJson(body.text) !== body.text && (
            <Button look="link" small onPress={() => format()}>
              {words.bodyFormat}
            </Button>
          )}
        </div>
      )}
      {body && "fields" in body && (
        <Rows
          kind={body.type === "multipart" ? "part" : "form"}
          at={`${at}.fields`}
          rows={body.fields}
          insertables={insertables}
          system={system}
          onChange={(fields, key) => onChange({ ...body, fields }, key)}
        />
      )}
    </div>
  );
}

/** Where a JSON body is broken, asked of the same parser that will send it. */
function useBodyCheck(text: string | null) {
  const settled = useDeferredValue(text);
  const { data } = useQuery({
    queryKey: ["check_body", settled],
    queryFn: () => call("check_body", { text: settled ?? "" }),
    enabled: settled !== null,
    placeholderData: (before) => before,
    gcTime: 10_000,
  });
  return text === null ? null : (data?.error ?? null);
}
