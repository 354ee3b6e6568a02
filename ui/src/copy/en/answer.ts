import { plural } from "./common";

export const answer = {
  title: "What the bot sees",
  lead: "Only what you pick here leaves this connector.",
  count: (picked: number, all: number) =>
    plural(all, { one: `${picked} of {count} field`, other: `${picked} of {count} fields` }),
  picked: (count: number) => plural(count, { one: "{count} field", other: "{count} fields" }),
  tokens: (count: number) => plural(count, { one: "{count} token", other: "{count} tokens" }),
  empty: "Nothing picked: the bot learns whether the customer was verified, and no data.",
  pick: "Pick from an answer",
  pickHint: "Run a test, then click a value in the answer and choose “Let the bot see it”.",
  addPath: "Add by path",
  path: "Path in the answer",
  edit: (path: string) => `Edit ${path}`,
  remove: (path: string) => `Hide ${path} from the bot`,
  label: "Name for the bot",
  labelHelp: "Made from the path if left empty.",
  words: "Codes into words",
  wordsHelp: "One a line: processing = being prepared",
  format: "How it is written",
  formats: {
    none: "As it is",
    date: "As a day",
    datetime: "As day and time",
    money_minor: "Money, counted in cents",
    unix_seconds: "Time in seconds since 1970",
    unix_milliseconds: "Time in milliseconds since 1970",
    number: "Number with decimals",
  },
  currency: "Currency, or where it stands",
  decimals: "Decimals",
  maxItems: "Items kept of a list, at most",
  changes: {
    add: (path: string) => `Let the bot see ${path}`,
    remove: (path: string) => `Hide ${path} from the bot`,
    change: "Change what the bot sees",
  },
};
