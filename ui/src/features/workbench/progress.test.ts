import { expect, it } from "vitest";
import { sectionOf, sections } from "./progress";

it.each([
  ["steps[0].path", "request"],
  ["systems[0].base_url", "request"],
  ["fields[1].name", "questions"],
  ["validations", "rules"],
  ["validations[1].compare_with", "rules"],
  ["public", "rules"],
  ["answer.fields[0].path", "answer"],
  ["prompt", "prompt"],
  ["tool_name", "prompt"],
  ["", "request"],
])("a problem at %j is shown by the section %s", (at, section) => {
  expect(sectionOf(at)).toBe(section);
  expect(sections).toContain(section);
});
