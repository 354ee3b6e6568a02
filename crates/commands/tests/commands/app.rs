//! The commands without a window around them: what their tests stand on.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use drawbridge_commands::{Asked, CommandError, Commands, Event, FileKind, Host};
use drawbridge_vault::MemoryVault;
use serde_json::{Value, json};

/// A window whose dialogs answer with one path, and whose clock stands still until a test moves it.
pub struct Window {
    /// What every dialog answers.
    pub path: Mutex<Option<PathBuf>>,
    now: AtomicI64,
    /// What the person's browser was sent to.
    pub opened: Mutex<Vec<String>>,
}

impl Window {
    fn new() -> Self {
        Self { path: Mutex::default(), now: AtomicI64::new(1_790_000_000_000), opened: Mutex::default() }
    }

    /// Says what every dialog answers from now on.
    pub fn answer(&self, path: Option<PathBuf>) {
        *self.path.lock().expect("no test panics while it holds this") = path;
    }

    /// Lets milliseconds pass.
    pub fn pass(&self, milliseconds: i64) {
        self.now.fetch_add(milliseconds, Ordering::SeqCst);
    }
}

impl Host for Window {
    fn ask_save(&self, _: FileKind, _: &str) -> Asked<Option<PathBuf>> {
        let path = self.path.lock().expect("no test panics while it holds this").clone();
        Box::pin(async move { path })
    }

    fn ask_open(&self, kind: FileKind) -> Asked<Option<PathBuf>> {
        self.ask_save(kind, "")
    }

    fn show_folder(&self, _: &Path) -> bool {
        true
    }

    fn open_browser(&self, address: &str) -> bool {
        self.opened.lock().expect("no test panics while it holds this").push(address.to_owned());
        true
    }

    fn emit(&self, _: Event) {}

    fn now(&self) -> i64 {
        self.now.load(Ordering::SeqCst)
    }
}

/// The commands over a folder, a keychain in memory and such a window.
pub struct App {
    pub commands: Arc<Commands>,
    pub window: Arc<Window>,
    pub vault: Arc<MemoryVault>,
    pub folder: tempfile::TempDir,
}

impl App {
    /// On a new library.
    pub fn open() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let window = Arc::new(Window::new());
        let vault = Arc::new(MemoryVault::new());
        let commands = start(folder.path(), &vault, &window);
        Self { commands, window, vault, folder }
    }

    /// On a library that is there, in a folder of the caller's.
    pub fn at(data: &Path) -> Self {
        let window = Arc::new(Window::new());
        let vault = Arc::new(MemoryVault::new());
        let commands = start(data, &vault, &window);
        Self { commands, window, vault, folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// As after the end of the program: nothing in memory, all of it from the disk.
    pub fn restart(mut self) -> Self {
        self.commands = start(&self.folder.path().join("nowhere"), &self.vault, &self.window);
        self.commands = start(self.folder.path(), &self.vault, &self.window);
        self
    }

    /// Asks, and may be refused.
    pub async fn ask(&self, name: &str, request: Value) -> Result<Value, CommandError> {
        self.commands.call(name, request).await
    }

    /// Asks, and is answered.
    pub async fn call(&self, name: &str, request: Value) -> Value {
        self.ask(name, request).await.unwrap_or_else(|error| panic!("{name}: {error:?}"))
    }

    /// A connector made from the template that tells a shop's customers how their orders stand; gives its workbench.
    pub async fn order_status(&self) -> Value {
        self.call("create_connector", json!({"type": "template", "id": "woocommerce/order_status"})).await
    }

    /// Saves a changed connector.
    pub async fn save(&self, workbench: &Value, connector: Value, label: &str) -> Value {
        let request = json!({
            "connector": connector, "systems": workbench["systems"], "revisions": workbench["revisions"],
            "label": label, "coalesce": null,
        });
        self.call("save", request).await
    }
}

fn start(folder: &Path, vault: &Arc<MemoryVault>, window: &Arc<Window>) -> Arc<Commands> {
    let (vault, window) = (Arc::clone(vault), Arc::clone(window));
    Commands::open(folder, vault, window).expect("the database opens")
}
