/** Requests as documents: making, finding names, what they change. */
import type { Connector, FailCondition, FailWhen, JsonValue, NameValue, Step } from "../../bridge/types";
import { freeName } from "../workbench/names";

export function stepWrites(step: Step): boolean {
  return step.method !== "GET" && step.method !== "HEAD" && !step.reads_only;
}

/** Whether a run may change something in the system. */
export function writes(connector: Connector): boolean {
  return connector.steps.some(stepWrites);
}

export function newStep(connector: Connector): Step {
  const id = freeName(
    connector.steps.length === 0 ? "request" : `request_${connector.steps.length + 1}`,
    connector.steps.map((step) => step.id),
  );
  return { id, name: "", method: "GET", path: "", query: [], headers: [], body: null, extract: [] };
}

/** The commonest of them: a success that carries errors. */
export function newFail(): FailWhen {
  return { path: "", is: "present", means: "error" };
}

/** Another condition; only a comparison has something to compare with. */
export function withCondition(fail: FailWhen, is: FailCondition): FailWhen {
  return { path: fail.path, is, means: fail.means, ...(is === "equals" && { value: fail.value ?? "" }) };
}

/** A constant of a document as a person writes it. */
export function constantText(value: JsonValue | null | undefined): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What a person wrote as a constant: yes and no are of a kind of their own, which no text equals. */
export function constantOf(text: string): JsonValue {
  return text === "true" || text === "false" ? text === "true" : text;
}

export function newRow(name = "", value = ""): NameValue {
  return { name, value, disabled: false, description: "" };
}

/** One row a line, `name: value`; `#` before it switches it off. */
export function rowsToText(rows: readonly NameValue[]): string {
  return rows.map((row) => `${row.disabled ? "# " : ""}${row.name}: ${row.value}`).join("\n");
}

export function textToRows(text: string, before: readonly NameValue[] = []): NameValue[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const disabled = /^\s*#/.test(line);
      const plain = line.replace(/^\s*#\s?/, "");
      const at = plain.search(/[:=\t]/);
      const name = (at < 0 ? plain : plain.slice(0, at)).trim();
      const value = at < 0 ? "" : plain.slice(at + 1).trim();
      const description = before.find((row) => row.name === name)?.description ?? "";
      return { name, value, disabled, description };
    });
}

/** Splits `?a=1&b=2` at the end of a path into rows, as typed. */
export function splitQuery(path: string): { path: string; query: NameValue[] } {
  const at = path.indexOf("?");
  if (at < 0) return { path, query: [] };
  const query = path
    .slice(at + 1)
    .split("&")
    .filter(Boolean)
    .map((pair) => {
      const [name = "", ...rest] = pair.split("=");
      return newRow(decode(name), decode(rest.join("=")));
    });
  return { path: path.slice(0, at), query };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
