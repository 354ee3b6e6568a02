/** How far each of the five sections is, from what stands in it and what the checks say about it. */
import type { Connector, Problem } from "../../bridge/types";

export type SectionId = "request" | "questions" | "rules" | "answer" | "prompt";
export type SectionState = "done" | "attention" | "open" | "empty";

export const sections: readonly SectionId[] = ["request", "questions", "rules", "answer", "prompt"];

/** The section that shows a place. */
export function sectionOf(at: string): SectionId {
  if (/^fields/.test(at)) return "questions";
  if (/^(validations|public|match|attempts|confirm)/.test(at)) return "rules";
  if (/^answer/.test(at)) return "answer";
  if (/^(prompt|tool_name|example_phrases|name$)/.test(at)) return "prompt";
  return "request";
}

function hasContent(connector: Connector, section: SectionId): boolean {
  switch (section) {
    case "request":
      return connector.steps.some((step) => step.path !== "");
    case "questions":
      return connector.fields.length > 0;
    case "rules":
      return connector.validations.length > 0 || Boolean(connector.public);
    case "answer":
      return connector.answer.fields.length > 0;
    case "prompt":
      return Boolean(connector.prompt?.trim());
  }
}

export function sectionState(connector: Connector, problems: readonly Problem[], section: SectionId): SectionState {
  const own = problems.filter((problem) => sectionOf(problem.at) === section);
  if (own.some((problem) => problem.severity === "error")) return "open";
  if (own.length > 0) return "attention";
  return hasContent(connector, section) ? "done" : "empty";
}
