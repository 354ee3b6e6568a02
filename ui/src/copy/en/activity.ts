import { formatDuration, formatMoment } from "../numbers";
import { plural } from "./common";

export const activity = {
  title: "Activity",
  lead: "Recent runs of your connectors. Nothing secret is kept, and no answer of a system.",
  table: "Recent runs, newest first",
  empty: "Each run of a connector appears here: when it was, where it went and how it ended.",
  emptyOne: "Each run of this connector appears here: when it was, where it went and how it ended.",
  emptyDo: "Make a connector",
  columns: {
    at: "When",
    connector: "Connector",
    environment: "Where",
    outcome: "Outcome",
    statuses: "Status",
    duration: "Time",
  },
  deleted: "a connector that was deleted",
  notSent: "nothing sent",
  more: (count: number) => plural(count, { one: "Show {count} more", other: "Show {count} more" }),
  search: "Search the runs",
  searchHint: "Connector, status or error",
  allConnectors: "all connectors",
  allOutcomes: "every outcome",
  nothingFound: "No run fits. Search for less, or for another outcome.",
  story: "Show what is kept of this run",
  storyNote: "Neither what the customer said nor what the system answered is kept.",
  remarks: {
    title: "Unusual today",
    show: "Show the run",
    manyFailures: (count: number, minutes: number) =>
      plural(minutes, {
        one: `${count} failed checks for one and the same record within a minute.`,
        other: `${count} failed checks for one and the same record within {count} minutes.`,
      }),
    newError: (error: string, count: number, since: number) =>
      plural(count, {
        one: `an error that never came before, at ${formatMoment(since)}: ${error.replace(/\.$/, "")}.`,
        other: `an error that never came before, {count} times since ${formatMoment(since)}: ${error.replace(/\.$/, "")}.`,
      }),
    slower: (before: number, now: number, environment: string) =>
      `the system answers slower than it did: ${formatDuration(now)} in the middle of the last runs (${environment}), ${formatDuration(before)} before.`,
    next: {
      many_failures: "Somebody may be guessing, or a rule compares the wrong value.",
      new_error: "Look at what the system changed, or whether a key has run out.",
      slower: "The system may be busy; ask its provider if it stays so.",
    },
  },
};
