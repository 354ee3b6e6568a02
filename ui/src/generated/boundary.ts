// Written by `cargo xtask generate` from the Rust types of the boundary. Do not edit.

export type Activity = { 
/**
 * Newest first.
 */
runs: Array<RunRow>, 
/**
 * Whether there are older ones.
 */
more: boolean, 
/**
 * Unusual patterns of the last day, the most telling first; whatever is searched for.
 */
remarks: Array<Remark>, };

export type ActivityRequest = { 
/**
 * One connector, or all.
 */
connector_id: string | null, 
/**
 * Those that ended so, or all.
 */
outcome: OutcomeKind | null, 
/**
 * Words that must all be found in the connector's name, the environment, the statuses or the error; or nothing.
 */
text: string, 
/**
 * How many at most.
 */
limit: number, };

export type AddressRequest = { 
/**
 * As pasted.
 */
text: string, };

export type AllowPrivate = { 
/**
 * Which connector.
 */
connector_id: string, 
/**
 * `http://localhost:3000`.
 */
origin: string, 
/**
 * Allow, or take back.
 */
allow: boolean, };

export type Answer = { 
/**
 * The step whose response the paths read; the last one if left out.
 */
step?: string | null, 
/**
 * What leaves, in order. None: the bot gets the outcome without data.
 */
fields: Array<AnswerField>, 
/**
 * Items kept of a list; 20 if left out.
 */
max_items?: number | null, };

export type AnswerCompare = { 
/**
 * The earlier run.
 */
before: string, 
/**
 * The later one.
 */
after: string, 
/**
 * Which step.
 */
step: string, };

export type AnswerContent = "empty" | "json" | "html" | "xml" | "text" | "image" | "pdf" | "binary";

export type AnswerData = { [label in string]: any };

export type AnswerDifference = { 
/**
 * Where.
 */
path: string, 
/**
 * JSON text, at most 200 characters; `None`: it was not there.
 */
before: string | null, 
/**
 * Likewise.
 */
after: string | null, };

export type AnswerDifferences = { 
/**
 * By path, at most 300.
 */
differences: Array<AnswerDifference>, 
/**
 * How many in all.
 */
total: number, };

export type AnswerField = { 
/**
 * Path into the response.
 */
path: string, 
/**
 * The name under which the bot gets it; made from the path if left out.
 */
label?: string, 
/**
 * Another step than the answer's.
 */
step?: string | null, 
/**
 * Codes to words: `processing` to `being prepared`.
 */
words?: { [key in string]: string }, 
/**
 * How the value is written.
 */
format?: Format | null, };

export type AnswerFind = { 
/**
 * Which run.
 */
run_id: string, 
/**
 * Which step.
 */
step: string, 
/**
 * As typed; capitals do not matter.
 */
text: string, };

export type AnswerFold = { 
/**
 * Which run.
 */
run_id: string, 
/**
 * Which step.
 */
step: string, 
/**
 * What to do.
 */
fold: Fold, };

export type AnswerInfo = { 
/**
 * Which step.
 */
step: string, 
/**
 * HTTP status.
 */
status: number, 
/**
 * Decoded bytes.
 */
bytes: number, 
/**
 * Whether it can be shown as a tree.
 */
is_json: boolean, 
/**
 * What it is, from its first bytes.
 */
content: AnswerContent, 
/**
 * Visible rows of the tree, the first level open.
 */
rows: number, 
/**
 * Leaf values in all, for "4 of 42 fields".
 */
leaves: number, 
/**
 * Whether there is a list with something in it.
 */
has_list: boolean, };

export type AnswerLines = { 
/**
 * In order.
 */
lines: Array<string>, 
/**
 * How many in all.
 */
total: number, };

export type AnswerLinesRequest = { 
/**
 * Which run.
 */
run_id: string, 
/**
 * Which step.
 */
step: string, 
/**
 * First line.
 */
offset: number, 
/**
 * How many, at most 500.
 */
count: number, };

export type AnswerMatches = { 
/**
 * Nodes, in order, at most 1,000.
 */
nodes: Array<number>, 
/**
 * How many in all.
 */
total: number, 
/**
 * Why what was typed is no path.
 */
problem: string | null, };

export type AnswerPaths = { 
/**
 * Paths of single values, every index starred, in order.
 */
paths: Array<string>, 
/**
 * Whether these are all.
 */
complete: boolean, };

export type AnswerRow = { 
/**
 * Identifies the value in this answer.
 */
node: number, 
/**
 * 0 for members of the root.
 */
depth: number, 
/**
 * The member's name, cut when it is long, or the element's index.
 */
key: string, 
/**
 * What it is.
 */
kind: ValueKind, 
/**
 * The value, at most 200 characters; for a list or object a preview.
 */
text: string, 
/**
 * Characters in all, when `text` is cut.
 */
cut: number | null, 
/**
 * What the text is, when it is a file in disguise.
 */
data: LongValue | null, 
/**
 * Members or elements.
 */
children: number, 
/**
 * Whether its children are visible.
 */
open: boolean, 
/**
 * `line_items[0].name`, usable as `compare_with` and in the answer; one that is too long for that ends with `…`.
 */
path: string, 
/**
 * `line_items[*].name`: the same with every index starred.
 */
pattern: string, 
/**
 * Position among its siblings, from 1.
 */
position: number, 
/**
 * How many siblings.
 */
siblings: number, };

export type AnswerRows = { 
/**
 * In order.
 */
rows: Array<AnswerRow>, 
/**
 * Visible rows now.
 */
total: number, };

export type AnswerRowsRequest = { 
/**
 * Which run.
 */
run_id: string, 
/**
 * Which step.
 */
step: string, 
/**
 * The first visible row.
 */
offset: number, 
/**
 * How many, at most 500.
 */
count: number, };

export type AnswerSave = { 
/**
 * Which run.
 */
run_id: string, 
/**
 * Which step.
 */
step: string, };

export type AnswerValue = { 
/**
 * JSON text; a text value without its quotes and escapes.
 */
text: string, 
/**
 * Whether that is all of it.
 */
complete: boolean, };

export type AnswerValueRequest = { 
/**
 * Which run.
 */
run_id: string, 
/**
 * Which step.
 */
step: string, 
/**
 * [`AnswerRow::node`].
 */
node: number, };

export type ApiKeyPlacement = "header" | "query";

export type AssistantError = { 
/**
 * What happened.
 */
what: string, 
/**
 * What to do now.
 */
next: string, };

export type Attack = { 
/**
 * Which.
 */
kind: AttackKind, 
/**
 * What the customer wrote, or passed, in their own words.
 */
tried: Array<string>, 
/**
 * What the bot said, each thing once.
 */
said: Array<string>, 
/**
 * How the calls ended, in order.
 */
outcomes: Array<OutcomeKind>, 
/**
 * What leaked; empty: nothing.
 */
leaks: Array<Leak>, 
/**
 * Something was called that nobody had asked for.
 */
was_steered: boolean, };

export type AttackKind = "stranger" | "nothing" | "other_record" | "owner" | "guesses" | "injected_fields" | "injected_answer";

export type AttackReport = { 
/**
 * One after the other.
 */
attacks: Array<Attack>, };

export type AttackRequest = { 
/**
 * The connector's id.
 */
connector_id: string, 
/**
 * Who answers them.
 */
by: ChatBy, };

export type AttackView = { 
/**
 * Attack by attack.
 */
report: AttackReport, };

export type AttemptLimits = { 
/**
 * Failures per record asked for, in `window_minutes`.
 */
per_record: number, 
/**
 * The window for a record, in minutes.
 */
window_minutes: number, 
/**
 * Failures per conversation and hour.
 */
per_conversation: number, };

export type AuthorizationCode = { 
/**
 * Where the owner agrees; a whole address, opened in a browser.
 */
authorization_url: string, 
/**
 * Where the code becomes a token: a path below the system's address, or a whole address.
 */
token_url: string, 
/**
 * Template.
 */
client_id: string, 
/**
 * Template; empty for a public client.
 */
client_secret?: string, 
/**
 * `{secret.NAME}`: the secret that holds the refresh token. Signing in with the browser fills it.
 */
refresh_token: string, 
/**
 * Scopes, separated by spaces.
 */
scope?: string, 
/**
 * Where the credentials go.
 */
client_authentication: ClientAuthentication, 
/**
 * More parameters of the address where the owner agrees, such as `access_type`. No secrets: a browser shows them.
 */
parameters?: Array<NameValue>, 
/**
 * The header that carries the token, `Authorization` if empty.
 */
header?: string, 
/**
 * The word before the token. Empty: `Bearer` in `Authorization`, and nothing in another header.
 */
prefix?: string, };

export type Bin = { 
/**
 * Newest first.
 */
rows: Array<BinRow>, };

export type BinKey = { 
/**
 * What it is.
 */
kind: DocumentKind, 
/**
 * Its id.
 */
id: string, };

export type BinRow = { 
/**
 * What it is.
 */
kind: DocumentKind, 
/**
 * Its id.
 */
id: string, 
/**
 * What it was called.
 */
name: string, 
/**
 * When it was deleted, in milliseconds since 1970-01-01 UTC.
 */
deleted_at: number, 
/**
 * Until when it can be had back.
 */
until: number, };

export type Body = { "type": "json", 
/**
 * The text as the owner wrote it.
 */
text: string, } | { "type": "form", 
/**
 * Pairs, in order.
 */
fields: Array<NameValue>, } | { "type": "multipart", 
/**
 * Parts, in order.
 */
fields: Array<NameValue>, } | { "type": "text", 
/**
 * The text as the owner wrote it.
 */
text: string, 
/**
 * The media type, `text/plain` if empty.
 */
content_type?: string, } | { "type": "xml", 
/**
 * The text as the owner wrote it.
 */
text: string, };

export type BodyCheck = { 
/**
 * The first fault.
 */
error: JsonTemplateError | null, };

export type BodyRequest = { 
/**
 * As typed.
 */
text: string, };

export type BrowserSignIn = { 
/**
 * Chosen by the interface, so that it can cancel.
 */
run_id: string, 
/**
 * Which system.
 */
system_id: string, 
/**
 * With which addresses and secrets.
 */
environment: Environment, 
/**
 * The connector whose allowed private addresses count.
 */
connector_id: string | null, };

export type Called = { 
/**
 * The tool's name.
 */
tool: string, 
/**
 * The connector's name.
 */
name: string, 
/**
 * What was passed, in the order of the questions.
 */
inputs: Array<Value>, 
/**
 * How it ended.
 */
outcome: OutcomeKind, 
/**
 * For the owner: what happened, where, what to do.
 */
owner: OwnerNote, 
/**
 * The engine's story.
 */
run: Trace, 
/**
 * Exactly what the assistant received, as JSON.
 */
received: string, };

export type Candidate = { 
/**
 * The tool's name.
 */
tool: string, 
/**
 * The connector's name.
 */
name: string, 
/**
 * The words that speak for it.
 */
words: Array<string>, };

export type ChatBy = "built_in" | "model";

export type ChatEvent = { "type": "words", 
/**
 * To be appended.
 */
text: string, } | { "type": "calling", 
/**
 * The connector's name.
 */
name: string, };

export type ChatId = { 
/**
 * As in [`ChatLine`].
 */
chat_id: string, };

export type ChatLine = { 
/**
 * Chosen by the interface; one for a conversation.
 */
chat_id: string, 
/**
 * The connector that is worked on.
 */
connector_id: string, 
/**
 * Who else takes part.
 */
scope: ChatScope, 
/**
 * Who answers.
 */
by: ChatBy, 
/**
 * Where calls go.
 */
environment: Environment, 
/**
 * What the customer writes.
 */
line: string, 
/**
 * Say it in place of the line of this turn, counted from zero; that turn and all after it are taken back.
 */
instead_of: number | null, };

export type ChatModelView = { 
/**
 * Which, and where.
 */
model: ModelSettings | null, 
/**
 * Its key. A model on one's own computer may need none.
 */
key: SecretStatus, };

export type ChatNews = { 
/**
 * As in [`ChatLine`].
 */
chat_id: string, 
/**
 * What.
 */
event: ChatEvent, };

export type ChatScope = "this" | "all";

export type ChatTest = { 
/**
 * A sentence: `a stranger asks for an order`.
 */
name: string, 
/**
 * The day on which it was saved, `2026-11-25`, for words such as “tomorrow”.
 */
day: string, 
/**
 * Tool names of the connectors that took part.
 */
with: Array<string>, 
/**
 * Line by line.
 */
turns: Array<ChatTestTurn>, };

export type ChatTestCall = { 
/**
 * The tool's name.
 */
tool: string, 
/**
 * How it ends.
 */
outcome: OutcomeKind, 
/**
 * Labels of the fields that the assistant got.
 */
fields?: Array<string>, };

export type ChatTestReport = { 
/**
 * One per saved chat.
 */
results: Array<ChatTestResult>, };

export type ChatTestRequest = { 
/**
 * As in [`ChatLine`].
 */
chat_id: string, 
/**
 * What the test is called.
 */
name: string, };

export type ChatTestResult = { 
/**
 * Its name.
 */
name: string, 
/**
 * What differs, one sentence; empty when all of it held.
 */
difference: string, };

export type ChatTestTurn = { 
/**
 * What the customer wrote.
 */
customer: string, 
/**
 * Exactly these calls follow, in this order.
 */
calls?: Array<ChatTestCall>, 
/**
 * The reply holds each of these.
 */
said?: Array<string>, 
/**
 * The reply holds none of these.
 */
not_said?: Array<string>, };

export type ChatTools = { 
/**
 * As in [`ChatLine`].
 */
connector_id: string, 
/**
 * As in [`ChatLine`].
 */
scope: ChatScope, 
/**
 * As in [`ChatLine`].
 */
environment: Environment, };

export type ChatTurnView = { 
/**
 * The turn.
 */
turn: Turn, 
/**
 * For each call of its trace, in order.
 */
received: Array<TokenCount>, };

export type ChatView = { 
/**
 * As in the request.
 */
chat_id: string, 
/**
 * All turns.
 */
turns: Array<ChatTurnView>, };

export type Choice = { "type": "keep" } | { "type": "stand_in", 
/**
 * As typed.
 */
text: string, };

export type ClientAuthentication = "basic" | "body";

export type ClientCredentials = { 
/**
 * Path below the system's address, or a whole address, which may be on another origin.
 */
token_url: string, 
/**
 * Template.
 */
client_id: string, 
/**
 * Template.
 */
client_secret: string, 
/**
 * Scopes, separated by spaces.
 */
scope?: string, 
/**
 * Where the credentials go.
 */
client_authentication: ClientAuthentication, 
/**
 * More parameters of the token request, such as `audience`.
 */
parameters?: Array<NameValue>, 
/**
 * The header that carries the token, `Authorization` if empty.
 */
header?: string, 
/**
 * The word before the token. Empty: `Bearer` in `Authorization`, and nothing in another header.
 */
prefix?: string, };

export type CommandError = { 
/**
 * What the interface acts on.
 */
code: ErrorCode, 
/**
 * What happened, one sentence.
 */
message: string, 
/**
 * What to do now, one sentence; empty if nothing can be done.
 */
hint: string, 
/**
 * The place in the document, if there is one.
 */
at: string | null, };

export type Comparison = { 
/**
 * What differs, from the version to now.
 */
differences: Array<Difference>, 
/**
 * Systems that differ and that a restore leaves as they are, because other connectors use them; by name.
 */
shared: Array<string>, };

export type Confirm = "writes" | "always" | "never";

export type ConfirmationRequest = { 
/**
 * Given back with the same values to carry it out, once.
 */
token: string, 
/**
 * What will be done, with the exact values, in plain words.
 */
summary: string, 
/**
 * How long the token is good for.
 */
expires_in_seconds: number, };

export type Connector = { 
/**
 * UUID, version 7.
 */
id: string, 
/**
 * What the owner calls it.
 */
name: string, 
/**
 * What the model calls it: `[a-z][a-z0-9_]{0,63}`.
 */
tool_name: string, 
/**
 * The id of the system whose address, sign-in and headers its steps use.
 */
system: string, 
/**
 * Tells the AI when and how to use the connector.
 */
prompt?: string, 
/**
 * What the bot asks the customer for.
 */
fields: Array<Field>, 
/**
 * The requests, run in this order.
 */
steps: Array<Step>, 
/**
 * What must hold before anything is answered.
 */
validations: Array<Validation>, 
/**
 * Whether all rules must hold, or one of those that verify the customer.
 */
match?: MatchRules, 
/**
 * The owner's statement that the data is nobody's in particular, so that no rule is needed.
 */
public?: boolean, 
/**
 * The allowlist of what leaves.
 */
answer: Answer, 
/**
 * When the customer must say yes before a request that changes something.
 */
confirm?: Confirm, 
/**
 * Failed tries allowed.
 */
attempts?: AttemptLimits, 
/**
 * Warnings that the owner has accepted, by their code and place (`secret_in_address:steps[0].query[1]`).
 */
accepted?: Array<string>, 
/**
 * What a customer might say, for choosing among connectors.
 */
example_phrases?: Array<string>, 
/**
 * Saved test cases.
 */
tests?: Array<TestCase>, 
/**
 * Saved chats, replayed on the samples.
 */
chats?: Array<ChatTest>, 
/**
 * Recorded answers, made fictional.
 */
samples?: Array<Sample>, };

export type ConnectorId = { 
/**
 * Its id.
 */
id: string, };

export type ConnectorRow = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * What the model calls it.
 */
tool_name: string, 
/**
 * Its system's name.
 */
system_name: string, 
/**
 * `GET`, or `2 calls`.
 */
summary: string, 
/**
 * How far it is.
 */
state: ConnectorState, };

export type ConnectorState = "ready" | "attention" | "draft";

export type Copies = { 
/**
 * Newest first.
 */
copies: Array<CopyRow>, };

export type CopyContents = { 
/**
 * Connectors.
 */
connectors: number, 
/**
 * Systems.
 */
systems: number, 
/**
 * When something was changed last, in milliseconds since 1970-01-01 UTC.
 */
changed_at: number | null, };

export type CopyKind = "daily" | "before_update" | "before_restore";

export type CopyRow = { 
/**
 * The name of its file.
 */
name: string, 
/**
 * Why it was made.
 */
kind: CopyKind, 
/**
 * When, in milliseconds since 1970-01-01 UTC.
 */
at: number, 
/**
 * Its size.
 */
bytes: number, };

export type Difference = { 
/**
 * Where.
 */
section: DifferenceSection, 
/**
 * What, a whole sentence.
 */
sentence: string, };

export type DifferenceSection = "general" | "request" | "questions" | "rules" | "answer" | "prompt" | "tests" | "system";

export type DocumentKind = "system" | "connector";

export type DocumentRevision = { 
/**
 * The connector's or the system's id.
 */
id: string, 
/**
 * Rises with every change.
 */
revision: number, };

export type DraftComparison = { 
/**
 * The connector's name.
 */
name: string, 
/**
 * In the order of the workbench; none: the draft brings nothing new.
 */
differences: Array<Difference>, };

export type DraftMerge = { 
/**
 * From [`Drafts`].
 */
token: string, 
/**
 * Place in [`Drafts::rows`].
 */
row: number, 
/**
 * The connector.
 */
connector_id: string, 
/**
 * The sections that were ticked.
 */
sections: Array<DifferenceSection>, 
/**
 * The secrets whose value goes to the keychain, if the connector's system takes the draft's sign-in.
 */
keep: Array<DraftSecret>, };

export type DraftRow = { 
/**
 * Folder or tag; may be empty.
 */
group: string, 
/**
 * What the connector would be called.
 */
name: string, 
/**
 * What it calls: `GET /orders/{order_id}`.
 */
requests: Array<string>, 
/**
 * What the bot would ask for.
 */
questions: Array<string>, 
/**
 * The text calls it outdated.
 */
deprecated: boolean, 
/**
 * The connector would have a sample answer.
 */
has_sample: boolean, 
/**
 * What was understood, guessed and dropped of it.
 */
findings: Array<Finding>, };

export type DraftSecret = { 
/**
 * The system's id among the drafts.
 */
system: string, 
/**
 * The system's name.
 */
system_name: string, 
/**
 * The secret's name.
 */
name: string, 
/**
 * Where it stood, in words.
 */
place: string, };

export type DraftTarget = { 
/**
 * From [`Drafts`].
 */
token: string, 
/**
 * Place in [`Drafts::rows`].
 */
row: number, 
/**
 * The connector.
 */
connector_id: string, };

export type Drafts = { 
/**
 * Names this reading for [`DraftsTake`]; `None`: the person cancelled.
 */
token: string | null, 
/**
 * What the text is; `None` with the token.
 */
format: ImportFormat | null, 
/**
 * The API's or collection's name; may be empty.
 */
name: string, 
/**
 * Addresses that the drafts call, each once.
 */
addresses: Array<string>, 
/**
 * One row per request.
 */
rows: Array<DraftRow>, 
/**
 * Requests that no connector can send, in words: `OPTIONS /orders`.
 */
left_out: Array<string>, 
/**
 * Secrets that stood in the text.
 */
secrets: Array<DraftSecret>, 
/**
 * What was understood, guessed and dropped of the whole text.
 */
findings: Array<Finding>, };

export type DraftsRequest = { "type": "text", 
/**
 * The text.
 */
text: string, } | { "type": "file" };

export type DraftsTake = { 
/**
 * From [`Drafts`].
 */
token: string, 
/**
 * Places in [`Drafts::rows`].
 */
rows: number[], 
/**
 * The secrets whose value goes to the keychain; the others are to be entered.
 */
keep: Array<DraftSecret>, };

export type DraftsTaken = { 
/**
 * Ids of the new connectors.
 */
connector_ids: Array<string>, 
/**
 * Given to `undo`, takes all of it back.
 */
undo_id: string, 
/**
 * How many secrets are in the keychain now.
 */
kept: number, 
/**
 * Why the others are not, if they were to be.
 */
not_kept: CommandError | null, };

export type Entry = { "type": "chose", 
/**
 * The tool's name.
 */
tool: string, 
/**
 * The connector's name.
 */
name: string, 
/**
 * Why, one sentence.
 */
why: string, 
/**
 * What else was considered, best first.
 */
others: Array<Candidate>, } | { "type": "doubted", 
/**
 * Best first.
 */
between: Array<Candidate>, } | { "type": "understood", 
/**
 * Each value and how it was recognised.
 */
values: Array<Value>, } | { "type": "refused", 
/**
 * The question.
 */
field: string, 
/**
 * What is wrong with it, as the customer is told.
 */
reason: string, } | { "type": "needs", 
/**
 * Names of questions.
 */
fields: Array<string>, } | { "type": "asked", 
/**
 * Its name.
 */
model: string, 
/**
 * How long it took, in milliseconds.
 */
ms: number, 
/**
 * Tokens that it read, if its server says so.
 */
read: number | null, 
/**
 * Tokens that it wrote.
 */
written: number | null, } | { "type": "called" } & Called | { "type": "not_called", 
/**
 * The tool's name, as it was asked for.
 */
tool: string, 
/**
 * Why not.
 */
why: string, } | { "type": "note", 
/**
 * One sentence.
 */
text: string, };

export type Environment = "sample" | "test" | "live";

export type ErrorCode = "bad_request" | "not_found" | "stale" | "invalid_document" | "vault_missing" | "vault_locked" | "missing_value" | "private_address" | "cancelled" | "cannot_open" | "storage" | "file" | "failed";

export type Event = { "type": "progress", 
/**
 * Which run.
 */
run_id: string, 
/**
 * Which step, by id.
 */
step: string, 
/**
 * What it is doing, in words: `Connecting`.
 */
phase: string, } | { "type": "menu", 
/**
 * The shortcut's name in the interface, `newConnector`.
 */
shortcut: string, } | { "type": "chat", 
/**
 * Which, and how.
 */
news: ChatNews, } | { "type": "open_file", 
/**
 * Its path.
 */
path: string, } | { "type": "copy_progress", 
/**
 * How far, from 0 to 100.
 */
percent: number, } | { "type": "damaged", };

export type Expectation = { 
/**
 * The outcome's word.
 */
outcome: OutcomeKind, 
/**
 * The exact data, if it matters.
 */
data?: JsonValue | null, 
/**
 * The exact words for the bot, if they matter.
 */
message?: string | null, };

export type ExportFinding = { 
/**
 * `None`: it is as it should be.
 */
severity: Severity | null, 
/**
 * One sentence.
 */
message: string, 
/**
 * What to do.
 */
hint: string, 
/**
 * Which connector.
 */
connector_id: string | null, 
/**
 * Where in it.
 */
at: string, };

export type ExportPreview = { 
/**
 * A name made of the systems'.
 */
suggested_name: string, 
/**
 * Names of the connectors that go in.
 */
connectors: Array<string>, 
/**
 * Good and bad, in order.
 */
findings: Array<ExportFinding>, 
/**
 * Whether nothing stops the export.
 */
ready: boolean, 
/**
 * Secrets and settings to be filled in on the server.
 */
requires: Requirements, 
/**
 * Addresses the bundle may call.
 */
origins: Array<string>, 
/**
 * The lines to run it.
 */
commands: Array<string>, };

export type ExportRequest = { 
/**
 * Ids; empty: all.
 */
connector_ids: Array<string>, 
/**
 * The bundle's name.
 */
name: string, 
/**
 * Whether samples and tests travel with it.
 */
include_samples: boolean, };

export type Exported = { 
/**
 * The whole path.
 */
path: string | null, 
/**
 * Bytes written.
 */
bytes: number, };

export type Extract = { 
/**
 * Written `{step.name}`.
 */
name: string, 
/**
 * Path into the response; must find exactly one text, number or boolean.
 */
path: string, };

export type FailCondition = "present" | "empty" | "equals";

export type FailMeaning = "not_found" | "error";

export type FailWhen = { 
/**
 * Path into the response.
 */
path: string, 
/**
 * What about it means failure.
 */
is: FailCondition, 
/**
 * The constant for `equals`.
 */
value?: JsonValue | null, 
/**
 * What it means.
 */
means: FailMeaning, };

export type FailedTries = { 
/**
 * How many.
 */
tries: number, 
/**
 * At how many it is locked.
 */
of: number, };

export type Field = { 
/**
 * `[a-z][a-z0-9_]{0,39}`, written `{name}`.
 */
name: string, 
/**
 * What kind of value it is.
 */
type: FieldType, 
/**
 * Whether the bot must have it before it calls.
 */
required: boolean, 
/**
 * What to ask for, in the customer's words.
 */
description: string, 
/**
 * A value that a customer might give.
 */
example?: string, 
/**
 * A password or code: masked in the window, in traces and in saved chats.
 */
sensitive?: boolean, 
/**
 * The options of a `choice`.
 */
options?: Array<string>, 
/**
 * A regular expression that the whole text must match.
 */
pattern?: string | null, 
/**
 * Smallest number, or earliest date as ISO 8601.
 */
min?: string | null, 
/**
 * Largest number, or latest date as ISO 8601.
 */
max?: string | null, 
/**
 * Fewest characters.
 */
min_length?: number | null, 
/**
 * Most characters.
 */
max_length?: number | null, };

export type FieldType = "string" | "email" | "integer" | "number" | "boolean" | "date" | "datetime" | "phone" | "url" | "choice";

export type Finding = { 
/**
 * What became of it.
 */
kind: FindingKind, 
/**
 * Place in the text: `servers[1]`, `line 3`; empty for all of it.
 */
at: string, 
/**
 * One or two sentences: what, and what to do if that is wrong.
 */
message: string, };

export type FindingKind = "understood" | "guessed" | "dropped";

export type Fold = { "type": "toggle", 
/**
 * [`AnswerRow::node`].
 */
node: number, } | { "type": "to_depth", 
/**
 * Levels.
 */
depth: number, } | { "type": "all" } | { "type": "reveal", 
/**
 * [`AnswerRow::node`].
 */
node: number, } | { "type": "only", 
/**
 * As typed.
 */
text: string, };

export type Folded = { 
/**
 * Visible rows now.
 */
total: number, 
/**
 * The row of a revealed value.
 */
row: number | null, };

export type ForgetAnswers = { 
/**
 * Their ids.
 */
run_ids: Array<string>, };

export type ForgetSecret = { 
/**
 * The system's id.
 */
system_id: string, 
/**
 * The secret's name.
 */
name: string, 
/**
 * For which environments.
 */
environments: Array<Environment>, };

export type Format = { "type": "money_minor", 
/**
 * A code, `EUR`, or a path into the same response.
 */
currency?: string, } | { "type": "date" } | { "type": "datetime" } | { "type": "unix_seconds" } | { "type": "unix_milliseconds" } | { "type": "number", 
/**
 * Digits after the point.
 */
decimals: number, };

export type GoodCopy = { 
/**
 * The copy.
 */
copy: CopyRow, 
/**
 * What is in it.
 */
contents: CopyContents, };

export type HeaderTrace = { 
/**
 * The name.
 */
name: string, 
/**
 * The value, secrets hidden.
 */
value: string, };

export type History = { 
/**
 * `Add the question email`.
 */
undo: string | null, 
/**
 * Likewise.
 */
redo: string | null, };

export type ImportApply = { 
/**
 * From the preview.
 */
token: string, 
/**
 * What to do with connectors whose tool name exists.
 */
on_clash: OnClash, };

export type ImportFormat = "curl" | "open_api" | "postman" | "har";

export type ImportPreview = { 
/**
 * Names this preview for [`ImportApply`]; `None`: the person cancelled.
 */
token: string | null, 
/**
 * The bundle's name.
 */
name: string, 
/**
 * Addresses it may call.
 */
origins: Array<string>, 
/**
 * Its connectors.
 */
connectors: Array<ImportedConnector>, 
/**
 * `system.name` of the secrets to be entered; an existing one is never attached.
 */
secrets: Array<string>, 
/**
 * What is wrong with it.
 */
problems: Array<Problem>, };

export type ImportRequest = { 
/**
 * A file; `None`: ask the person.
 */
path: string | null, };

export type Imported = { 
/**
 * Ids of the new connectors.
 */
connector_ids: Array<string>, 
/**
 * Given to `undo`, takes the whole import back.
 */
undo_id: string, };

export type ImportedConnector = { 
/**
 * Its name.
 */
name: string, 
/**
 * Its tool name.
 */
tool_name: string, 
/**
 * What it calls: `GET /orders/{order_id}`.
 */
requests: Array<string>, 
/**
 * What the model will see.
 */
sees: Array<string>, 
/**
 * The rules in words, or "public".
 */
rules: Array<string>, 
/**
 * A connector here with the same tool name.
 */
clash: string | null, };

export type InputProblem = { 
/**
 * The name of the question, or the unknown name.
 */
field: string, 
/**
 * One sentence that a bot can repeat.
 */
message: string, };

export type JsonTemplateError = { 
/**
 * From 1.
 */
line: number, 
/**
 * In characters, from 1.
 */
column: number, 
/**
 * What is wrong, one sentence.
 */
message: string, 
/**
 * What to do, one sentence.
 */
hint: string, };

export type JsonValue = number | string | boolean | Array<JsonValue> | { [key in string]: JsonValue } | null;

export type Kept = "named" | "known_word" | "code" | "short" | "empty" | "chosen";

export type Leak = { 
/**
 * Its path in the answer, or its label.
 */
field: string, 
/**
 * The value.
 */
value: string, };

export type Left = { 
/**
 * The labels, in order.
 */
labels: Array<string>, 
/**
 * Single values in the answers that they were picked from.
 */
of: number, 
/**
 * Characters of all values.
 */
characters: number, 
/**
 * What was cut or taken out, in sentences.
 */
notes: Array<string>, };

export type Library = { 
/**
 * All connectors, by name.
 */
connectors: Array<ConnectorRow>, 
/**
 * All systems, by name.
 */
systems: Array<SystemRow>, 
/**
 * How many secrets have a value in neither environment.
 */
missing_secrets: number, };

export type LongValue = { 
/**
 * `PNG`, `PDF`; `Base64` if nothing more is known.
 */
kind: string, 
/**
 * Bytes of the file.
 */
bytes: number, };

export type MatchRules = "all" | "any";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD";

export type ModelApi = "openai" | "anthropic";

export type ModelNames = { 
/**
 * Sorted.
 */
names: Array<string>, };

export type ModelReport = { 
/**
 * Whether a chat can be had with it.
 */
works: boolean, 
/**
 * What came of it, one sentence.
 */
sentence: string, 
/**
 * What to do now; empty if it works.
 */
next_step: string, };

export type ModelSettings = { 
/**
 * The wire format.
 */
api: ModelApi, 
/**
 * Where it is reached: `https://api.openai.com/v1`, `http://localhost:11434/v1`. Without a path, `/v1` is meant.
 */
address: string, 
/**
 * The model's name at that address; at Azure the deployment's.
 */
model: string, 
/**
 * The address is on the owner's own computer or network, where it may be reached, without encryption too.
 */
own_network: boolean, };

export type NameValue = { 
/**
 * Name, literal.
 */
name: string, 
/**
 * Template.
 */
value: string, 
/**
 * A row that is kept but not sent.
 */
disabled?: boolean, 
/**
 * A note for people.
 */
description?: string, };

export type NewConnector = { "type": "blank" } | { "type": "address", 
/**
 * As pasted.
 */
address: string, } | { "type": "template", 
/**
 * [`super::TemplateCard::id`].
 */
id: string, };

export type Nothing = Record<symbol, never>;

export type OnClash = "keep_both" | "replace" | "skip";

export type Outcome = { 
/**
 * The word that programs act on.
 */
kind: OutcomeKind, 
/**
 * The words for the bot.
 */
message: string, 
/**
 * The allowed fields; only with [`OutcomeKind::Answer`].
 */
data: AnswerData | null, 
/**
 * What is wrong with the values; only with [`OutcomeKind::InvalidInput`].
 */
problems: Array<InputProblem>, 
/**
 * What the customer must agree to; only with [`OutcomeKind::NeedsConfirmation`].
 */
confirmation: ConfirmationRequest | null, 
/**
 * When another try makes sense.
 */
retry_after_seconds: number | null, 
/**
 * The result of an identical write a moment ago; nothing was sent for this one.
 */
repeated: boolean, 
/**
 * For the owner, never for the bot.
 */
owner: OwnerNote, };

export type OutcomeKind = "answer" | "not_verified" | "invalid_input" | "needs_confirmation" | "throttled" | "api_error" | "unavailable";

export type OwnerNote = { 
/**
 * What happened, one sentence.
 */
what: string, 
/**
 * Where: `step order`, `rule 2`, `question email`; empty if nowhere in particular.
 */
place: string, 
/**
 * What to do, one sentence; empty if there is nothing to do.
 */
next: string, };

export type PastRun = { 
/**
 * Its line.
 */
row: RunRow, 
/**
 * Requests with their placeholders, times, rules without values.
 */
trace: Trace, };

export type PastRunRequest = { 
/**
 * [`RunRow::id`].
 */
id: number, };

export type Paste = { 
/**
 * Which one.
 */
client: PasteFor, 
/**
 * The text.
 */
text: string, };

export type PasteFor = "claude_desktop" | "vs_code" | "cursor" | "http";

export type Pattern = { "type": "many_failures", 
/**
 * How many.
 */
count: number, 
/**
 * Within how many minutes.
 */
minutes: number, } | { "type": "new_error", 
/**
 * `status 503`, or one sentence.
 */
error: string, 
/**
 * How often since.
 */
count: number, 
/**
 * When it was seen first, in milliseconds since 1970-01-01 UTC.
 */
since: number, } | { "type": "slower", 
/**
 * The middle of the runs before, in milliseconds.
 */
before_ms: number, 
/**
 * The middle of the newest.
 */
now_ms: number, 
/**
 * Where.
 */
environment: Environment, };

export type PerEnvironment = { 
/**
 * For environment Test; empty if there is none.
 */
test?: string, 
/**
 * For environment Live; empty if there is none.
 */
live?: string, };

export type Preferences = { 
/**
 * Light, dark or as the system.
 */
theme: Theme, 
/**
 * Show HTTP names (URL, header, body) instead of the plain ones.
 */
http_names: boolean, 
/**
 * Text size in percent, 80 to 200.
 */
zoom: number, 
/**
 * The connector that was open last.
 */
last_open: string | null, 
/**
 * Width of the sidebar in CSS pixels.
 */
sidebar_width: number, 
/**
 * Width of the right panel in CSS pixels.
 */
panel_width: number, 
/**
 * Hints that were shown already.
 */
hints_seen: Array<string>, 
/**
 * Keyboard shortcuts of the person's own, by name: `Mod+Shift+K`; empty: switched off.
 */
keys: { [key in string]: string }, 
/**
 * How many days runs are kept.
 */
keep_runs_days: number, 
/**
 * The connectors with a tab, in order.
 */
tabs: Array<string>, 
/**
 * The one of them that the next connector to be looked at replaces.
 */
preview_tab: string | null, 
/**
 * Whether a single click opens a tab that the next one replaces.
 */
preview_tabs: boolean, 
/**
 * The view of the right panel that is chosen.
 */
panel_tab: string, 
/**
 * Whether the person hid the list.
 */
sidebar_hidden: boolean, };

export type Problem = { 
/**
 * Whether it stops a run and an export.
 */
severity: Severity, 
/**
 * Stable word for programs, `undefined_placeholder`. A code exists only if somebody acts on it.
 */
code: string, 
/**
 * Place in the document, `connectors[0].validations[1].compare_with`; relative to the connector or system
 * when one alone is checked.
 */
at: string, 
/**
 * What is wrong, one sentence.
 */
message: string, 
/**
 * What to do, one sentence.
 */
hint: string, };

export type Recover = { "type": "try_again" } | { "type": "copy", 
/**
 * [`CopyRow::name`].
 */
name: string, } | { "type": "empty" };

export type Recovered = { 
/**
 * Its path; `None`: there was nothing to keep.
 */
kept: string | null, };

export type Remark = { 
/**
 * Which connector.
 */
connector_id: string, 
/**
 * Its name.
 */
connector_name: string, 
/**
 * What it is.
 */
pattern: Pattern, 
/**
 * The newest run that shows it.
 */
run_id: number, };

export type Requirements = { 
/**
 * `system.name` of every secret in use.
 */
secrets: Array<string>, 
/**
 * `system.name` of every setting without a live value.
 */
settings: Array<string>, };

export type RestoreApply = { 
/**
 * [`RestorePreview::token`].
 */
token: string, };

export type RestorePreview = { 
/**
 * Names this preview for [`RestoreApply`]; `None`: the person cancelled.
 */
token: string | null, 
/**
 * The file.
 */
file: string, 
/**
 * What is in it.
 */
contents: CopyContents, 
/**
 * What is here now.
 */
now: CopyContents, };

export type RestoreRequest = { 
/**
 * [`CopyRow::name`]; `None`: ask the person for a file.
 */
copy: string | null, };

export type Restored = { 
/**
 * The name of the copy of what was there before.
 */
kept: string, };

export type RuleState = "held" | "failed" | "not_reached";

export type RuleTrace = { 
/**
 * Position in the connector's rules, from zero.
 */
rule: number, 
/**
 * The step whose answer it reads.
 */
step: string, 
/**
 * How the two are compared.
 */
type: ValidationType, 
/**
 * What the customer said, or the constant.
 */
said: Side, 
/**
 * What the API answered.
 */
answered: Side, 
/**
 * How it came out.
 */
state: RuleState, 
/**
 * Why, one sentence with the types of both sides.
 */
reason: string, };

export type RunHere = { 
/**
 * Where calls go.
 */
environment: Environment, };

export type RunId = { 
/**
 * As in [`RunRequest`].
 */
run_id: string, };

export type RunRequest = { 
/**
 * Chosen by the interface, so that it can cancel before the answer is there.
 */
run_id: string, 
/**
 * Which connector.
 */
connector_id: string, 
/**
 * Where the calls go.
 */
environment: Environment, 
/**
 * Values by field name, as typed.
 */
inputs: { [key in string]: JsonValue }, 
/**
 * The token of a [`drawbridge_engine::ConfirmationRequest`] that the person said yes to.
 */
confirmation: string | null, };

export type RunRow = { 
/**
 * Its number; later runs have greater ones.
 */
id: number, 
/**
 * Which connector.
 */
connector_id: string, 
/**
 * Its name now; empty if it is gone.
 */
connector_name: string, 
/**
 * Milliseconds since 1970-01-01 UTC.
 */
at: number, 
/**
 * Where the calls went.
 */
environment: Environment, 
/**
 * How it ended.
 */
outcome: OutcomeKind, 
/**
 * Milliseconds.
 */
duration_ms: number, 
/**
 * `200`, `404`; empty when nothing was sent.
 */
statuses: Array<number>, 
/**
 * What went wrong with a request, one sentence; empty if nothing did.
 */
error: string, };

export type RunView = { 
/**
 * As in the request.
 */
run_id: string, 
/**
 * What the bot gets, and what the owner is told.
 */
outcome: Outcome, 
/**
 * The story.
 */
trace: Trace, 
/**
 * The steps' answers, to be read in pieces by [`super::AnswerRowsRequest`].
 */
answers: Array<AnswerInfo>, 
/**
 * The size of what the bot gets.
 */
tokens: TokenCount, };

export type RunningHere = { 
/**
 * Where it listens, `http://127.0.0.1:8787`.
 */
address: string, 
/**
 * The bundle's file.
 */
path: string, 
/**
 * Where calls go.
 */
environment: Environment, 
/**
 * What to paste where.
 */
pastes: Array<Paste>, 
/**
 * What it told last, oldest first.
 */
told: Array<string>, };

export type Sample = { 
/**
 * The step it answers.
 */
step: string, 
/**
 * The inputs (and `step.extract` values) for which it answers; empty: any.
 */
when?: { [key in string]: JsonValue }, 
/**
 * HTTP status.
 */
status: number, 
/**
 * Response headers; `Content-Type: application/json` if none is given.
 */
headers?: Array<NameValue>, 
/**
 * The body.
 */
body: JsonValue, };

export type SampleChoice = { 
/**
 * [`SampleValue::value`].
 */
value: number, 
/**
 * What is wanted.
 */
choice: Choice, };

export type SamplePreview = { 
/**
 * Before and after, in the order of the answers; the first 500.
 */
values: Array<SampleValue>, 
/**
 * How many in all.
 */
total: number, 
/**
 * The requests whose answers become samples, by name.
 */
steps: Array<string>, 
/**
 * What comes out otherwise with the fictional answers than with the real ones, one sentence; empty: nothing.
 */
difference: string, 
/**
 * What a customer says to get the samples, as typed.
 */
inputs: { [key in string]: string }, 
/**
 * Whether a test case with a stranger's details can be made: the rules must have something to compare.
 */
stranger: boolean, };

export type SampleRequest = { 
/**
 * Which run.
 */
run_id: string, 
/**
 * Of which connector.
 */
connector_id: string, 
/**
 * Values that are kept or have a stand-in of the owner's; all others get one by themselves.
 */
choices: Array<SampleChoice>, };

export type SampleValue = { 
/**
 * Identifies it in this run.
 */
value: number, 
/**
 * As it came, at most 200 characters; a password is hidden.
 */
before: string, 
/**
 * What is saved in its place.
 */
after: string, 
/**
 * The request's name, or nothing for what the customer said.
 */
step: string | null, 
/**
 * The path, or the question's name.
 */
path: string, 
/**
 * How often it occurs.
 */
count: number, 
/**
 * Why it stays, if it does.
 */
kept: Kept | null, 
/**
 * Whether its stand-in has to be a number.
 */
is_number: boolean, };

export type SaveChatModel = { 
/**
 * `None`: forget it, and its key.
 */
model: ModelSettings | null, };

export type SaveRequest = { 
/**
 * The connector on the workbench.
 */
connector: Connector, 
/**
 * The systems that changed with it.
 */
systems: Array<System>, 
/**
 * The revisions on which the change was made.
 */
revisions: Array<DocumentRevision>, 
/**
 * What the change is, `Change the email rule`.
 */
label: string, 
/**
 * Changes with the same key in quick succession are one entry (typing in one input).
 */
coalesce: string | null, };

export type SaveSample = { 
/**
 * As for the preview.
 */
sample: SampleRequest, 
/**
 * Add a test case with what the customer said.
 */
owner_test: boolean, 
/**
 * Add one with a stranger's details.
 */
stranger_test: boolean, };

export type SaveSystem = { 
/**
 * The system as it shall be.
 */
system: System, 
/**
 * The revision on which the change was made.
 */
revision: number, 
/**
 * What the change is, `Change the address`.
 */
label: string, };

export type SearchRequest = { 
/**
 * As typed.
 */
text: string, 
/**
 * How many rows at most.
 */
limit: number, };

export type SearchResult = { 
/**
 * Connectors by name, tool name, system and path.
 */
connectors: Array<ConnectorRow>, };

export type Secret = { 
/**
 * `[a-z][a-z0-9_]{0,39}`, written `{secret.name}`.
 */
name: string, 
/**
 * What the owner reads beside the input.
 */
label?: string, 
/**
 * Where to find the value.
 */
help?: string, };

export type SecretRow = { 
/**
 * The system's id.
 */
system_id: string, 
/**
 * Its name, `woo_key`.
 */
name: string, 
/**
 * What the owner reads.
 */
label: string, 
/**
 * Where to find it.
 */
help: string, 
/**
 * For environment Test.
 */
test: SecretStatus, 
/**
 * For environment Live.
 */
live: SecretStatus, };

export type SecretRows = { 
/**
 * In the systems' order.
 */
secrets: Array<SecretRow>, };

export type SecretStatus = { "type": "set", 
/**
 * Origins it may be sent to.
 */
origins: Array<string>, } | { "type": "missing" } | { "type": "enter_again", 
/**
 * Why, one sentence.
 */
reason: string, };

export type SetModelKey = { 
/**
 * The value.
 */
value: string, };

export type SetSecret = { 
/**
 * The system's id.
 */
system_id: string, 
/**
 * The secret's name.
 */
name: string, 
/**
 * For which environments.
 */
environments: Array<Environment>, 
/**
 * The value.
 */
value: string, };

export type Setting = { 
/**
 * `[a-z][a-z0-9_]{0,39}`.
 */
name: string, 
/**
 * What the owner reads beside the input.
 */
label?: string, 
/**
 * Where to find the value.
 */
help?: string, 
/**
 * The values themselves.
 */
values: PerEnvironment, };

export type Severity = "error" | "warning";

export type Side = { 
/**
 * Where it comes from: `email`, `billing.email`, `a constant`.
 */
source: string, 
/**
 * `text`, `number`, `true or false`, `nothing`, `null`, `list`, `object`.
 */
kind: string, 
/**
 * The value as text; absent where there is none or where it is hidden.
 */
value: string | null, };

export type SignIn = { "type": "none" } | { "type": "api_key", 
/**
 * Header or query.
 */
placement: ApiKeyPlacement, 
/**
 * The header's or the query parameter's name, `X-Api-Key`.
 */
name: string, 
/**
 * Template, usually `{secret.api_key}`; a prefix such as `Token {secret.api_key}` is allowed.
 */
value: string, } | { "type": "basic", 
/**
 * Template of the user name.
 */
username: string, 
/**
 * Template of the password.
 */
password: string, } | { "type": "bearer", 
/**
 * Template of the token.
 */
token: string, 
/**
 * The word before the token, `Bearer` if empty.
 */
prefix?: string, } | { "type": "token_request" } & TokenRequest | { "type": "oauth2_client_credentials" } & ClientCredentials | { "type": "oauth2_authorization_code" } & AuthorizationCode | { "type": "hmac" } & SignedRequests;

export type SignInReport = { 
/**
 * Accepted or not; `None`: that could not be found out.
 */
accepted: boolean | null, 
/**
 * One sentence.
 */
sentence: string, 
/**
 * What to do now.
 */
next_step: string, };

export type SignInTest = { 
/**
 * Which system.
 */
system_id: string, 
/**
 * With which address and secrets.
 */
environment: Environment, 
/**
 * A path to ask for, for sign-ins that have no log-in request.
 */
path: string, 
/**
 * The connector whose allowed private addresses count.
 */
connector_id: string | null, };

export type SignatureEncoding = "hex" | "base64";

export type SignedRequests = { 
/**
 * Template of the key, `{secret.signing_key}`.
 */
key: string, 
/**
 * Template of what is signed; may name parts of the request, `{request.method}`.
 */
message: string, 
/**
 * The header that carries the signature.
 */
header: string, 
/**
 * Template of what stands before the signature, often empty. A blank follows it if it ends in a letter or digit.
 */
prefix?: string, 
/**
 * How the signature's bytes are written.
 */
encoding: SignatureEncoding, 
/**
 * Headers sent beside the signature, such as the time or the key's name; they may name parts of the request too.
 */
headers?: Array<NameValue>, };

export type SplitAddress = { 
/**
 * Scheme and host, for the system: `https://shop.example`.
 */
base_url: string, 
/**
 * For the request: `/wp-json/wc/v3/orders/{order_id}`; empty if there is none.
 */
path: string, 
/**
 * Query parameters, decoded.
 */
query: Array<NameValue>, };

export type StartFailure = { 
/**
 * What happened, one sentence.
 */
message: string, 
/**
 * Whether going back to a copy, or starting empty, would help.
 */
replaceable: boolean, 
/**
 * The newest copy that is whole.
 */
newest: GoodCopy | null, 
/**
 * Other copies, newest first; they are checked when one is chosen.
 */
others: Array<CopyRow>, 
/**
 * Where everything lies.
 */
data_folder: string, };

export type StartState = { 
/**
 * The program's version.
 */
version: string, 
/**
 * The sidebar.
 */
library: Library, 
/**
 * Whether secrets can be kept.
 */
vault: VaultNotice, 
/**
 * Theme and the like.
 */
preferences: Preferences, 
/**
 * The gallery.
 */
templates: Array<TemplateCard>, 
/**
 * Where the database lies.
 */
data_folder: string, };

export type Step = { 
/**
 * `[a-z][a-z0-9_]{0,39}`, unique in the connector; later steps write `{id.extract}`.
 */
id: string, 
/**
 * What the owner calls it.
 */
name: string, 
/**
 * Another system than the connector's.
 */
system?: string | null, 
/**
 * The HTTP method.
 */
method: Method, 
/**
 * A template, appended to the system's address.
 */
path: string, 
/**
 * Query parameters, in order; a name may occur more than once.
 */
query: Array<NameValue>, 
/**
 * Headers beside the system's.
 */
headers: Array<NameValue>, 
/**
 * What is sent.
 */
body: Body | null, 
/**
 * Values kept for later steps.
 */
extract: Array<Extract>, 
/**
 * Run only if this placeholder has a value (`order.customer_id`).
 */
only_if?: string | null, 
/**
 * What counts as failure besides the status.
 */
fail_when?: Array<FailWhen>, 
/**
 * The method reads although it is not GET or HEAD (a GraphQL query, a search by POST).
 */
reads_only?: boolean, 
/**
 * Send an `Idempotency-Key`, the same for every try of one confirmed action.
 */
idempotency_key?: boolean, };

export type StepTrace = { 
/**
 * The step's id; `sign_in:SYSTEM` for a log-in.
 */
step: string, 
/**
 * What the owner calls it.
 */
name: string, 
/**
 * Method and address as the document has them, with placeholders.
 */
template: string, 
/**
 * Method and address as sent, secrets hidden; empty if nothing was sent.
 */
request_line: string, 
/**
 * Headers as sent, secrets hidden.
 */
sent_headers: Array<HeaderTrace>, 
/**
 * The body as sent, secrets and sensitive answers hidden.
 */
sent_body: string | null, 
/**
 * Where the time went.
 */
timing: Timing, 
/**
 * HTTP status, if there was an answer.
 */
status: number | null, 
/**
 * The usual words of that status.
 */
status_text: string, 
/**
 * The answer's headers, secrets hidden.
 */
response_headers: Array<HeaderTrace>, 
/**
 * Decoded bytes of the answer's body.
 */
body_bytes: number, 
/**
 * Why nothing was sent, if nothing was.
 */
skipped: string | null, 
/**
 * What went wrong, in words.
 */
error: string | null, };

export type System = { 
/**
 * Identifier, unique in a workspace and in a bundle: `[a-z][a-z0-9_-]{0,39}`.
 */
id: string, 
/**
 * What the owner calls it.
 */
name: string, 
/**
 * The address that every path is appended to, per environment.
 */
base_url: PerEnvironment, 
/**
 * Values that are not secret and may differ per environment.
 */
settings?: Array<Setting>, 
/**
 * Names of the secrets that the sign-in, headers and bodies use.
 */
secrets?: Array<Secret>, 
/**
 * How requests prove that they come from the owner.
 */
sign_in: SignIn, 
/**
 * Headers sent with every request to this system.
 */
headers?: Array<NameValue>, };

export type SystemId = { 
/**
 * Its id.
 */
id: string, };

export type SystemRow = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * How many connectors use it.
 */
connectors: number, };

export type SystemView = { 
/**
 * The document.
 */
system: System, 
/**
 * Its revision.
 */
revision: DocumentRevision, 
/**
 * What is wrong with it.
 */
problems: Array<Problem>, 
/**
 * Its secrets.
 */
secrets: Array<SecretRow>, };

export type Task = "orders" | "stock" | "parcels" | "tickets" | "appointments" | "subscriptions" | "accounts" | "newsletters";

export type TemplateCard = { 
/**
 * `woocommerce/order_status`.
 */
id: string, 
/**
 * `Order status`.
 */
name: string, 
/**
 * `WooCommerce`.
 */
system_name: string, 
/**
 * One line.
 */
summary: string, 
/**
 * What a customer wants who needs it.
 */
task: Task, 
/**
 * How many requests.
 */
calls: number, 
/**
 * Whether it changes something.
 */
writes: boolean, 
/**
 * Whether nobody is verified, because its data is nobody's in particular.
 */
public: boolean, };

export type TemplateId = { 
/**
 * [`TemplateCard::id`].
 */
id: string, };

export type TemplatePreview = { 
/**
 * As in the gallery.
 */
card: TemplateCard, 
/**
 * The connector with its samples and tests.
 */
connector: Connector, 
/**
 * Its system with the help texts of what must be filled in.
 */
system: System, 
/**
 * Where the API is described.
 */
documentation: string, 
/**
 * What must be there or decided beforehand, one sentence each.
 */
prepare: Array<string>, 
/**
 * What could not be confirmed, one sentence each.
 */
unconfirmed: Array<string>, };

export type TemplateTry = { 
/**
 * [`TemplateCard::id`].
 */
id: string, 
/**
 * Values by field name, as typed.
 */
inputs: { [key in string]: JsonValue }, 
/**
 * The token of a [`drawbridge_engine::ConfirmationRequest`] that the person said yes to.
 */
confirmation: string | null, };

export type TestCase = { 
/**
 * A sentence: `the owner`, `a stranger`.
 */
name: string, 
/**
 * Values by field name.
 */
inputs: { [key in string]: JsonValue }, 
/**
 * What must come out.
 */
expect: Expectation, };

export type TestReport = { 
/**
 * One per saved test.
 */
results: Array<TestResult>, };

export type TestResult = { 
/**
 * Its name.
 */
name: string, 
/**
 * Whether all that it expects held.
 */
passed: boolean, 
/**
 * What it expected.
 */
expected: OutcomeKind, 
/**
 * What came.
 */
actual: OutcomeKind, 
/**
 * What differs, one sentence; empty when it passed.
 */
difference: string, };

export type Theme = "system" | "light" | "dark";

export type Timing = { 
/**
 * Looking up the name.
 */
name_lookup_ms: number | null, 
/**
 * Connecting, secure handshake included.
 */
connect_ms: number | null, 
/**
 * From sending to the first byte of the answer.
 */
first_byte_ms: number | null, 
/**
 * Reading the body.
 */
body_ms: number | null, 
/**
 * All of it.
 */
total_ms: number, };

export type TokenCount = { 
/**
 * How many.
 */
count: number, 
/**
 * `o200k_base`.
 */
tokenizer: string, };

export type TokenRequest = { 
/**
 * Usually POST.
 */
method: Method, 
/**
 * Path below the system's address; a template.
 */
path: string, 
/**
 * Headers of the log-in request.
 */
headers?: Array<NameValue>, 
/**
 * Its body; may name secrets and settings, no question.
 */
body?: Body | null, 
/**
 * Where the token stands in the answer: `data.token`, or `$` for a bare JSON string.
 */
token_path: string, 
/**
 * Where the lifetime in seconds stands, if the answer has one.
 */
expires_in_path?: string, 
/**
 * The header that carries the token, `Authorization`.
 */
header: string, 
/**
 * The word before the token, `Bearer`; empty for the bare token.
 */
prefix: string, };

export type ToolDefinition = { 
/**
 * The connector's `tool_name`.
 */
name: string, 
/**
 * The connector's prompt; its name if there is none.
 */
description: string, 
/**
 * JSON Schema 2020-12 of the inputs.
 */
input_schema: JsonValue, 
/**
 * Whether a call may change something.
 */
writes: boolean, };

export type ToolExport = { 
/**
 * Ids; empty: all.
 */
connector_ids: Array<string>, 
/**
 * The bundle's name; empty: made of the systems'.
 */
name: string, 
/**
 * Which program's.
 */
format: ToolFormat, 
/**
 * Where `drawbridge` will answer, such as `https://bot.example.com`; empty: not known yet. Only OpenAPI says it.
 */
server: string, };

export type ToolFormat = "openapi" | "openai" | "anthropic";

export type ToolPreview = { 
/**
 * As it goes to the model.
 */
definition: ToolDefinition, 
/**
 * Its size.
 */
tokens: TokenCount, };

export type Trace = { 
/**
 * When it started, RFC 3339, as told by whoever asked for the run.
 */
started_at: string, 
/**
 * Where the calls went.
 */
environment: Environment, 
/**
 * The requests, in order, those not sent included.
 */
steps: Array<StepTrace>, 
/**
 * The rules, in order.
 */
rules: Array<RuleTrace>, 
/**
 * What the bot got; empty unless every rule held.
 */
left: Left, 
/**
 * How often the record was asked for in vain, if this run counts.
 */
failed: FailedTries | null, 
/**
 * What else happened, in sentences: attempts counted, a confirmation asked for or used, a sign-in renewed.
 */
notes: Array<string>, 
/**
 * All in all, in milliseconds.
 */
total_ms: number, };

export type TriedTemplate = { 
/**
 * What the bot gets, and what the owner is told.
 */
outcome: Outcome, 
/**
 * The story.
 */
trace: Trace, 
/**
 * The size of what the bot gets.
 */
tokens: TokenCount, };

export type Turn = { 
/**
 * What the customer wrote, sensitive values masked.
 */
customer: string, 
/**
 * What the assistant said.
 */
reply: string, 
/**
 * Why, in order.
 */
trace: Array<Entry>, 
/**
 * What waits for the customer's yes: what will be done, in plain words.
 */
confirm: string | null, 
/**
 * Why the assistant could not go on; what it had said until then is `reply`.
 */
failure: AssistantError | null, };

export type Undone = { 
/**
 * What was undone or redone; `None`: there was nothing.
 */
label: string | null, 
/**
 * Names of what somebody else changed meanwhile, which was left as it is.
 */
left: Array<string>, 
/**
 * Whether anything is otherwise than before.
 */
changed: boolean, 
/**
 * The workbench afterwards; `None` when the connector itself is gone.
 */
workbench: Workbench | null, };

export type Validation = { 
/**
 * The field that is compared; or `value` stands in its place.
 */
input?: string | null, 
/**
 * A constant in place of `input`.
 */
value?: JsonValue | null, 
/**
 * Path into the response: `billing.email`, or any RFC 9535 query.
 */
compare_with: string, 
/**
 * The step whose response is read; the last one if left out.
 */
step?: string | null, 
/**
 * How the two are compared.
 */
type: ValidationType, 
/**
 * How many digits `last_digits` compares; 4 if left out.
 */
digits?: number | null, 
/**
 * What the bot says when the rule fails. Empty: the uniform words.
 */
error?: string, };

export type ValidationType = "equals" | "equals_ignore_case" | "equals_email" | "equals_number" | "equals_date" | "equals_phone" | "last_digits" | "one_of" | "exists" | "not_exists" | "is_true" | "not_empty";

export type Value = { 
/**
 * The question's name.
 */
field: string, 
/**
 * The value, masked if it is sensitive.
 */
value: string, 
/**
 * How it was recognised, a few words: `an email address`.
 */
how: string, };

export type ValueKind = "object" | "array" | "text" | "number" | "boolean" | "null";

export type VaultNotice = { 
/**
 * Ready, locked or missing.
 */
state: VaultState, 
/**
 * One sentence.
 */
sentence: string, 
/**
 * What to do now; empty when ready.
 */
next_step: string, };

export type VaultState = { "state": "ready" } | { "state": "locked", 
/**
 * The system's own words, for a report.
 */
detail: string, } | { "state": "missing", 
/**
 * The system's own words, for a report.
 */
detail: string, };

export type VersionReason = "edits" | "export" | "restore";

export type VersionRequest = { 
/**
 * The connector.
 */
connector_id: string, 
/**
 * [`VersionRow::id`].
 */
version: number, };

export type VersionRow = { 
/**
 * Its number.
 */
id: number, 
/**
 * When the connector became like this, in milliseconds since 1970-01-01 UTC.
 */
at: number, 
/**
 * Why it was kept.
 */
reason: VersionReason, 
/**
 * What had changed since the version before it; `None`: there is none before it.
 */
changes: Array<Difference> | null, };

export type Versions = { 
/**
 * What was changed since the newest version.
 */
since: Array<Difference>, 
/**
 * Newest first.
 */
versions: Array<VersionRow>, };

export type Workbench = { 
/**
 * The document.
 */
connector: Connector, 
/**
 * Every system that the connector's steps use.
 */
systems: Array<System>, 
/**
 * The revision of the connector and of each system, by document id; sent back with a save.
 */
revisions: Array<DocumentRevision>, 
/**
 * All problems of the connector and its systems. Places of a system begin with `systems[n]`.
 */
problems: Array<Problem>, 
/**
 * What can be undone and redone.
 */
history: History, 
/**
 * The secrets of its systems, set or missing.
 */
secrets: Array<SecretRow>, 
/**
 * The tool as the model will get it.
 */
tool: ToolPreview, 
/**
 * Its line of the sidebar, as it is now.
 */
row: ConnectorRow, 
/**
 * Origins on this computer or network that the owner allowed for this connector.
 */
allowed_private: Array<string>, };

/** Every command, with what it is asked and what it answers. */
export interface Commands {
  /** Everything the first frame needs. */
  start: { request: Nothing; response: StartState };
  /** The sidebar anew. */
  library: { request: Nothing; response: Library };
  /** Connectors by words. */
  search: { request: SearchRequest; response: SearchResult };
  /** Asks the keychain again. */
  probe_vault: { request: Nothing; response: VaultNotice };
  /** Stores what the person chose for the window. */
  save_preferences: { request: Preferences; response: Nothing };
  /** Shows the data folder in the file manager. */
  open_data_folder: { request: Nothing; response: Nothing };
  /** All about a template of the gallery. */
  preview_template: { request: TemplateId; response: TemplatePreview };
  /** Runs a template on its samples; nothing is made of it. */
  try_template: { request: TemplateTry; response: TriedTemplate };
  /** Makes a connector and opens it. */
  create_connector: { request: NewConnector; response: Workbench };
  /** Opens a connector. */
  open_connector: { request: ConnectorId; response: Workbench };
  /** Makes a copy and opens it. */
  duplicate_connector: { request: ConnectorId; response: Workbench };
  /** Moves a connector to the bin. `undo` brings it back. */
  delete_connector: { request: ConnectorId; response: Library };
  /** Saves a change. */
  save: { request: SaveRequest; response: Workbench };
  /** Takes the last change back. */
  undo: { request: ConnectorId; response: Undone };
  /** Does it again. */
  redo: { request: ConnectorId; response: Undone };
  /** The versions of a connector, with what changed from one to the next. */
  versions: { request: ConnectorId; response: Versions };
  /** What differs between a version and now. */
  compare_versions: { request: VersionRequest; response: Comparison };
  /** Puts a version in the place of the connector, as one change. */
  restore_version: { request: VersionRequest; response: Workbench };
  /** What was deleted in the last 30 days. */
  bin: { request: Nothing; response: Bin };
  /** Brings something back from the bin. */
  restore_from_bin: { request: BinKey; response: Library };
  /** Deletes something in the bin for good. */
  delete_for_good: { request: BinKey; response: Bin };
  /** Splits a pasted address into system, path and query. */
  split_address: { request: AddressRequest; response: SplitAddress };
  /** Says where a JSON body is broken. */
  check_body: { request: BodyRequest; response: BodyCheck };
  /** A system and its secrets. */
  open_system: { request: SystemId; response: SystemView };
  /** Saves a system by itself. */
  save_system: { request: SaveSystem; response: SystemView };
  /** All secrets of all systems. */
  secrets: { request: Nothing; response: SecretRows };
  /** Stores a secret in the keychain. */
  set_secret: { request: SetSecret; response: SecretRows };
  /** Removes it from there. */
  forget_secret: { request: ForgetSecret; response: SecretRows };
  /** Tries the sign-in of a system. */
  test_sign_in: { request: SignInTest; response: SignInReport };
  /** Opens the person's browser to sign in to a system, and waits until they have agreed. `cancel_run` stops it. */
  sign_in_with_browser: { request: BrowserSignIn; response: SignInReport };
  /** Allows or forbids a private address for a connector. */
  allow_private: { request: AllowPrivate; response: Workbench };
  /** Runs a connector. */
  run: { request: RunRequest; response: RunView };
  /** Stops a run. */
  cancel_run: { request: RunId; response: Nothing };
  /** Runs the saved tests against the samples. */
  run_tests: { request: ConnectorId; response: TestReport };
  /** Shows what a run's answers become as samples. */
  prepare_sample: { request: SampleRequest; response: SamplePreview };
  /** Saves them. */
  save_sample: { request: SaveSample; response: Workbench };
  /** Recent runs, and what is unusual in them. */
  activity: { request: ActivityRequest; response: Activity };
  /** One of them, as far as it is kept. */
  past_run: { request: PastRunRequest; response: PastRun };
  /** Says a line as the customer. */
  chat_say: { request: ChatLine; response: ChatView };
  /** Makes the tools of a chat ready, so that its first reply does not wait for them. */
  chat_prepare: { request: ChatTools; response: Nothing };
  /** Stops a turn. */
  chat_stop: { request: ChatId; response: Nothing };
  /** Ends a conversation and forgets it. */
  chat_end: { request: ChatId; response: Nothing };
  /** A conversation as a test. */
  chat_as_test: { request: ChatTestRequest; response: ChatTest };
  /** Replays the saved chats on the samples. */
  run_chats: { request: ConnectorId; response: ChatTestReport };
  /** Plays dishonest customers against a connector, on its samples. */
  try_attack: { request: AttackRequest; response: AttackView };
  /** The language model for the chat. */
  chat_model: { request: Nothing; response: ChatModelView };
  /** Sets one up, or forgets it with its key. */
  save_chat_model: { request: SaveChatModel; response: ChatModelView };
  /** Stores its key in the keychain. */
  set_model_key: { request: SetModelKey; response: ChatModelView };
  /** Removes it from there. */
  forget_model_key: { request: Nothing; response: ChatModelView };
  /** The models that its address offers. */
  list_models: { request: Nothing; response: ModelNames };
  /** Asks it one question. */
  test_model: { request: Nothing; response: ModelReport };
  /** Rows of an answer's tree. */
  answer_rows: { request: AnswerRowsRequest; response: AnswerRows };
  /** Opens or closes parts of it. */
  answer_fold: { request: AnswerFold; response: Folded };
  /** Finds text in it. */
  answer_find: { request: AnswerFind; response: AnswerMatches };
  /** The paths of its values. */
  answer_paths: { request: AnswerSave; response: AnswerPaths };
  /** What differs between the answers of two runs. */
  compare_answers: { request: AnswerCompare; response: AnswerDifferences };
  /** Frees the answers of runs that nobody looks at any more. */
  forget_answers: { request: ForgetAnswers; response: Nothing };
  /** Lines of an answer as text. */
  answer_lines: { request: AnswerLinesRequest; response: AnswerLines };
  /** One whole value. */
  answer_value: { request: AnswerValueRequest; response: AnswerValue };
  /** Saves one value to a file. */
  save_value: { request: AnswerValueRequest; response: Exported };
  /** Saves an answer to a file. */
  save_answer: { request: AnswerSave; response: Exported };
  /** What still falls short of an export. */
  export_preview: { request: ExportRequest; response: ExportPreview };
  /** Asks where to, and writes the bundle. */
  export_bundle: { request: ExportRequest; response: Exported };
  /** Offers the tools of the bundle that was exported last on this computer. */
  run_here: { request: RunHere; response: RunningHere };
  /** The program that offers them; `null`: none was started. */
  running_here: { request: Nothing; response: RunningHere | null };
  /** Ends it. */
  stop_here: { request: Nothing; response: Nothing };
  /** Asks where to, and writes a description of the tools for another program. */
  export_tools: { request: ToolExport; response: Exported };
  /** Reads a bundle and says what an import would do. */
  import_preview: { request: ImportRequest; response: ImportPreview };
  /** Does it. */
  import_apply: { request: ImportApply; response: Imported };
  /** Reads cURL commands, an OpenAPI description, a Postman collection or a HAR recording. */
  read_drafts: { request: DraftsRequest; response: Drafts };
  /** Makes connectors of what was ticked. */
  take_drafts: { request: DraftsTake; response: DraftsTaken };
  /** What a draft would change in a connector. */
  compare_draft: { request: DraftTarget; response: DraftComparison };
  /** Changes it, as far as was ticked. */
  merge_draft: { request: DraftMerge; response: Workbench };
  /** The copies of everything in the data folder. */
  copies: { request: Nothing; response: Copies };
  /** Asks where to, and writes everything into one file, without secrets. */
  back_up: { request: Nothing; response: Exported };
  /** Reads a copy and says what a restore would do. */
  restore_preview: { request: RestoreRequest; response: RestorePreview };
  /** Does it. The window is loaded anew afterwards. */
  restore_apply: { request: RestoreApply; response: Restored };
  /** Why the database cannot be opened, and what can be done; `null`: it is open. */
  start_failure: { request: Nothing; response: StartFailure | null };
  /** Leads out of that. */
  recover: { request: Recover; response: Recovered };
}
