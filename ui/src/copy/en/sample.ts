import { plural } from "./common";

export const sample = {
  action: "Save as sample",
  title: "Save the answer as a sample",
  lead: "Names, emails, numbers, dates and texts are replaced before anything is saved. One value has the same stand-in everywhere, so your rules and test cases still work on it.",
  values: "Values before and after",
  columns: { where: "Where", before: "In the answer", after: "In the sample", keep: "Keep" },
  place: (step: string | null, count: number) => {
    const where = step ?? "said by the customer";
    return count > 1 ? ` ${where}, ${count} times` : ` ${where}`;
  },
  standIn: (before: string) => `Stand-in for ${before}`,
  keep: (before: string) => `Keep ${before} as it is`,
  replace: "Replace",
  replaceThis: (before: string) => `Replace ${before}`,
  something: "something else",
  kept: {
    named: "stays: your connector uses it",
    known_word: "stays: a common word of such systems",
    code: "stays: a state or kind",
    short: "stays: too short to tell anything",
    empty: "stays: nothing in it",
    chosen: "stays, as you chose",
  },
  more: (count: number) => plural(count, { one: "Show {count} more value", other: "Show {count} more values" }),
  unlisted: (count: number) =>
    plural(count, {
      one: "{count} more value is replaced and not listed here.",
      other: "{count} more values are replaced and not listed here.",
    }),
  different: "On the sample, the run ends differently",
  tests: "Test cases on this sample",
  ownerTest: "Add what this customer said, with the outcome of this run",
  strangerTest: "Add a stranger, who must not be verified",
  save: "Save sample",
  saved: "Saved. Runs in Sample use it from now on.",
};
