//! The one list of commands. Each line is a name, its request and its answer; the handler is the method of
//! [`Commands`](crate::Commands) with the same name. The interface's types are generated from the same lines.

use crate::boundary::{
    Activity, ActivityRequest, AddressRequest, AllowPrivate, AnswerCompare, AnswerDifferences, AnswerFind, AnswerFold,
    AnswerLines, AnswerLinesRequest, AnswerMatches, AnswerPaths, AnswerRows, AnswerRowsRequest, AnswerSave,
    AnswerValue, AnswerValueRequest, AttackRequest, AttackView, Bin, BinKey, BodyCheck, BodyRequest, BrowserSignIn,
    ChatId, ChatLine, ChatModelView, ChatTestReport, ChatTestRequest, ChatTools, ChatView, CommandError, Comparison,
    ConnectorId, Copies, DraftComparison, DraftMerge, DraftTarget, Drafts, DraftsRequest, DraftsTake, DraftsTaken,
    ExportPreview, ExportRequest, Exported, Folded, ForgetAnswers, ForgetSecret, ImportApply, ImportPreview,
    ImportRequest, Imported, Library, ModelNames, ModelReport, NewConnector, Nothing, PastRun, PastRunRequest,
    Preferences, Recover, Recovered, RestoreApply, RestorePreview, RestoreRequest, Restored, RunHere, RunId,
    RunRequest, RunView, RunningHere, SamplePreview, SampleRequest, SaveChatModel, SaveRequest, SaveSample, SaveSystem,
    SearchRequest, SearchResult, SecretRows, SetModelKey, SetSecret, SignInReport, SignInTest, StartFailure,
    StartState, SystemId, SystemView, TemplateId, TemplatePreview, TemplateTry, TestReport, ToolExport, TriedTemplate,
    Undone, VaultNotice, VersionRequest, Versions, Workbench,
};

commands! {
    /// Everything the first frame needs.
    start: Nothing => StartState,
    /// The sidebar anew.
    library: Nothing => Library,
    /// Connectors by words.
    search: SearchRequest => SearchResult,
    /// Asks the keychain again.
    probe_vault: Nothing => VaultNotice,
    /// Stores what the person chose for the window.
    save_preferences: Preferences => Nothing,
    /// Shows the data folder in the file manager.
    open_data_folder: Nothing => Nothing,

    /// All about a template of the gallery.
    preview_template: TemplateId => TemplatePreview,
    /// Runs a template on its samples; nothing is made of it.
    try_template: TemplateTry => TriedTemplate,
    /// Makes a connector and opens it.
    create_connector: NewConnector => Workbench,
    /// Opens a connector.
    open_connector: ConnectorId => Workbench,
    /// Makes a copy and opens it.
    duplicate_connector: ConnectorId => Workbench,
    /// Moves a connector to the bin. `undo` brings it back.
    delete_connector: ConnectorId => Library,
    /// Saves a change.
    save: SaveRequest => Workbench,
    /// Takes the last change back.
    undo: ConnectorId => Undone,
    /// Does it again.
    redo: ConnectorId => Undone,
    /// The versions of a connector, with what changed from one to the next.
    versions: ConnectorId => Versions,
    /// What differs between a version and now.
    compare_versions: VersionRequest => Comparison,
    /// Puts a version in the place of the connector, as one change.
    restore_version: VersionRequest => Workbench,
    /// What was deleted in the last 30 days.
    bin: Nothing => Bin,
    /// Brings something back from the bin.
    restore_from_bin: BinKey => Library,
    /// Deletes something in the bin for good.
    delete_for_good: BinKey => Bin,
    /// Splits a pasted address into system, path and query.
    split_address: AddressRequest => drawbridge_model::origin::SplitAddress,
    /// Says where a JSON body is broken.
    check_body: BodyRequest => BodyCheck,

    /// A system and its secrets.
    open_system: SystemId => SystemView,
    /// Saves a system by itself.
    save_system: SaveSystem => SystemView,
    /// All secrets of all systems.
    secrets: Nothing => SecretRows,
    /// Stores a secret in the keychain.
    set_secret: SetSecret => SecretRows,
    /// Removes it from there.
    forget_secret: ForgetSecret => SecretRows,
    /// Tries the sign-in of a system.
    test_sign_in: SignInTest => SignInReport,
    /// Opens the person's browser to sign in to a system, and waits until they have agreed. `cancel_run` stops it.
    sign_in_with_browser: BrowserSignIn => SignInReport,
    /// Allows or forbids a private address for a connector.
    allow_private: AllowPrivate => Workbench,

    /// Runs a connector.
    run: RunRequest => RunView,
    /// Stops a run.
    cancel_run: RunId => Nothing,
    /// Runs the saved tests against the samples.
    run_tests: ConnectorId => TestReport,
    /// Shows what a run's answers become as samples.
    prepare_sample: SampleRequest => SamplePreview,
    /// Saves them.
    save_sample: SaveSample => Workbench,
    /// Recent runs, and what is unusual in them.
    activity: ActivityRequest => Activity,
    /// One of them, as far as it is kept.
    past_run: PastRunRequest => PastRun,

    /// Says a line as the customer.
    chat_say: ChatLine => ChatView,
    /// Makes the tools of a chat ready, so that its first reply does not wait for them.
    chat_prepare: ChatTools => Nothing,
    /// Stops a turn.
    chat_stop: ChatId => Nothing,
    /// Ends a conversation and forgets it.
    chat_end: ChatId => Nothing,
    /// A conversation as a test.
    chat_as_test: ChatTestRequest => drawbridge_model::ChatTest,
    /// Replays the saved chats on the samples.
    run_chats: ConnectorId => ChatTestReport,
    /// Plays dishonest customers against a connector, on its samples.
    try_attack: AttackRequest => AttackView,

    /// The language model for the chat.
    chat_model: Nothing => ChatModelView,
    /// Sets one up, or forgets it with its key.
    save_chat_model: SaveChatModel => ChatModelView,
    /// Stores its key in the keychain.
    set_model_key: SetModelKey => ChatModelView,
    /// Removes it from there.
    forget_model_key: Nothing => ChatModelView,
    /// The models that its address offers.
    list_models: Nothing => ModelNames,
    /// Asks it one question.
    test_model: Nothing => ModelReport,

    /// Rows of an answer's tree.
    answer_rows: AnswerRowsRequest => AnswerRows,
    /// Opens or closes parts of it.
    answer_fold: AnswerFold => Folded,
    /// Finds text in it.
    answer_find: AnswerFind => AnswerMatches,
    /// The paths of its values.
    answer_paths: AnswerSave => AnswerPaths,
    /// What differs between the answers of two runs.
    compare_answers: AnswerCompare => AnswerDifferences,
    /// Frees the answers of runs that nobody looks at any more.
    forget_answers: ForgetAnswers => Nothing,
    /// Lines of an answer as text.
    answer_lines: AnswerLinesRequest => AnswerLines,
    /// One whole value.
    answer_value: AnswerValueRequest => AnswerValue,
    /// Saves one value to a file.
    save_value: AnswerValueRequest => Exported,
    /// Saves an answer to a file.
    save_answer: AnswerSave => Exported,

    /// What still falls short of an export.
    export_preview: ExportRequest => ExportPreview,
    /// Asks where to, and writes the bundle.
    export_bundle: ExportRequest => Exported,
    /// Offers the tools of the bundle that was exported last on this computer.
    run_here: RunHere => RunningHere,
    /// The program that offers them; `null`: none was started.
    running_here: Nothing => Option<RunningHere>,
    /// Ends it.
    stop_here: Nothing => Nothing,
    /// Asks where to, and writes a description of the tools for another program.
    export_tools: ToolExport => Exported,
    /// Reads a bundle and says what an import would do.
    import_preview: ImportRequest => ImportPreview,
    /// Does it.
    import_apply: ImportApply => Imported,

    /// Reads cURL commands, an OpenAPI description, a Postman collection or a HAR recording.
    read_drafts: DraftsRequest => Drafts,
    /// Makes connectors of what was ticked.
    take_drafts: DraftsTake => DraftsTaken,
    /// What a draft would change in a connector.
    compare_draft: DraftTarget => DraftComparison,
    /// Changes it, as far as was ticked.
    merge_draft: DraftMerge => Workbench,

    /// The copies of everything in the data folder.
    copies: Nothing => Copies,
    /// Asks where to, and writes everything into one file, without secrets.
    back_up: Nothing => Exported,
    /// Reads a copy and says what a restore would do.
    restore_preview: RestoreRequest => RestorePreview,
    /// Does it. The window is loaded anew afterwards.
    restore_apply: RestoreApply => Restored,
    /// Why the database cannot be opened, and what can be done; `null`: it is open.
    start_failure: Nothing => Option<StartFailure>,
    /// Leads out of that.
    recover: Recover => Recovered,
}
