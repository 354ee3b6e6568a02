import { plural } from "./common";

export const drafts = {
  title: "Import from what a developer sent",
  door: "Paste or import…",
  open: "Import cURL, OpenAPI, Postman or HAR…",
  lead: "Paste a cURL command, or open an OpenAPI description, a Postman collection or a HAR recording. Nothing is called.",
  paste: "Pasted text",
  pastePlaceholder: "curl https://api.example.com/orders/727 -H 'X-Api-Key: …'",
  read: "Read it",
  reading: "Reading…",
  openFile: "Open a file…",
  other: "Another text or file",
  found: (count: number, name: string) =>
    plural(count, { one: `One request${of(name)}`, other: `{count} requests${of(name)}` }),
  none: "There is nothing to take over here.",
  search: "Find a request",
  noMatch: (text: string) => `No request mentions “${text}”.`,
  list: "Requests",
  ticked: (count: number) => plural(count, { one: "One ticked", other: "{count} ticked" }),
  tickAll: "Tick all shown",
  tickNone: "Tick none",
  deprecated: "outdated",
  asks: (names: readonly string[]) => (names.length === 0 ? "asks for nothing" : `asks for ${names.join(", ")}`),
  details: "What became of it",
  detailsOf: (name: string) => `What became of “${name}”`,
  kinds: { understood: "Understood", guessed: "Guessed", dropped: "Left out" },
  whole: "About the whole text",
  leftOut: (count: number) =>
    plural(count, {
      one: "One request cannot be sent by a connector:",
      other: "{count} requests cannot be sent by a connector:",
    }),
  calls: "It will call",
  secrets: "Secrets that stood in the text",
  secretsHelp:
    "They are in no document. Tick those that are real: they go to this computer’s keychain. You enter the others later.",
  secret: (system: string, name: string, place: string) => `${system}: ${name}, from ${place}`,
  take: (count: number) =>
    count === 0
      ? "Tick a request first"
      : plural(count, { one: "Make the connector", other: "Make {count} connectors" }),
  taken: (count: number) => plural(count, { one: "One connector was made.", other: "{count} connectors were made." }),
  next: "It has no rule yet: say who may see the data before customers use it.",
  kept: (count: number) =>
    plural(count, { one: "One secret is in the keychain.", other: "{count} secrets are in the keychain." }),
  merge: (name: string) => `Or put it into “${name}”`,
  mergeGo: (name: string) => `Change “${name}”`,
  nothingNew: "It brings nothing that is not there already.",
  undo: "Take the import back",
  openFirst: "Open the first one",
};

function of(name: string) {
  return name ? ` of “${name}”` : "";
}
