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
  all: (count: number) => plural(count, { one: "{count} run", other: "{count} runs" }),
};
