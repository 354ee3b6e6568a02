//! The menu of the window. What a line does stands in the interface: the line sends the name of a shortcut, and the page
//! presses its keys where the focus is, so that menu and keyboard can never differ.
//!
//! The keys beside a line are those of `ui/src/app/shortcuts.ts` (a test compares them), or the person's own. Cut, copy
//! and paste are the platform's; on Linux they have no line, because GTK's own menu of a text has them and a line
//! could not reach the page.

use std::collections::BTreeMap;

use drawbridge_commands::{Event, Host as _, Preferences};
use tauri::menu::{Menu, MenuBuilder, MenuEvent, MenuItem, SubmenuBuilder};
use tauri::{AppHandle, Manager as _, Wry};

use crate::host::Desktop;

/// A line: the shortcut's name, its words, its first keys. No name: a separating line.
type Line = (&'static str, &'static str, &'static str);

const SEPARATOR: Line = ("", "", "");

const FILE: &[Line] = &[
    ("newConnector", "New Connector", "Mod+N"),
    ("openBundle", "Open a Bundle…", "Mod+O"),
    ("export", "Export…", ""),
    SEPARATOR,
    ("reopenTab", "Reopen Closed Tab", "Mod+Shift+T"),
    ("closeTab", "Close Tab", "Mod+W"),
    SEPARATOR,
    ("settings", "Settings…", "Mod+,"),
    ("dataFolder", "Open the Data Folder", ""),
];
const EDIT: &[Line] =
    &[("undo", "Undo", "Mod+Z"), ("redo", "Redo", "Mod+Shift+Z"), SEPARATOR, ("find", "Find in the Answer", "Mod+F")];
const CONNECTOR: &[Line] = &[
    ("run", "Run the Test", "Mod+Enter"),
    ("switchEnvironment", "Switch Sample, Test and Live", "Mod+Shift+E"),
    SEPARATOR,
    ("rename", "Rename", "F2"),
    ("duplicate", "Duplicate", "Mod+D"),
    ("address", "Go to the Address", "Mod+L"),
];
const VIEW: &[Line] = &[
    ("palette", "Search and Commands", "Mod+K"),
    ("sidebar", "Show or Hide the List", "Mod+B"),
    ("filterList", "Go to the List", "Mod+Shift+F"),
    ("environments", "Systems and Secrets", "Mod+E"),
    SEPARATOR,
    ("zoomIn", "Larger Text", "Mod+="),
    ("zoomOut", "Smaller Text", "Mod+-"),
    ("zoomReset", "Normal Text Size", "Mod+0"),
];
const HELP: &[Line] = &[("shortcuts", "Keyboard Shortcuts", "Mod+/")];

/// The lines whose keys a person may change.
struct Lines(Vec<(Line, MenuItem<Wry>)>);

/// Puts the menu above the window.
pub fn set(app: &AppHandle, preferences: &Preferences) -> tauri::Result<()> {
    let mut lines = Vec::new();
    let mut submenu = |title: &str, content: &[Line], with_text_lines: bool| -> tauri::Result<_> {
        let mut submenu = SubmenuBuilder::new(app, title);
        for line in content {
            let (name, words, keys) = *line;
            if name.is_empty() {
                submenu = submenu.separator();
                continue;
            }
            let item = MenuItem::with_id(app, name, words, true, accelerator(name, keys, &preferences.keys))?;
            submenu = submenu.item(&item);
            lines.push((*line, item));
        }
        if with_text_lines && cfg!(not(target_os = "linux")) {
            submenu = submenu.separator().cut().copy().paste().select_all();
        }
        Ok(submenu)
    };
    let file = submenu("File", FILE, false)?.separator().quit().build()?;
    let edit = submenu("Edit", EDIT, true)?.build()?;
    let connector = submenu("Connector", CONNECTOR, false)?.build()?;
    let view = submenu("View", VIEW, false)?.build()?;
    let help = submenu("Help", HELP, false)?.build()?;
    let menu: Menu<Wry> = MenuBuilder::new(app).items(&[&file, &edit, &connector, &view, &help]).build()?;
    app.manage(Lines(lines));
    app.set_menu(menu)?;
    Ok(())
}

/// Takes over other keys.
pub fn follow(app: &AppHandle, preferences: &Preferences) {
    let Some(lines) = app.try_state::<Lines>() else { return };
    for ((name, _, keys), item) in &lines.0 {
        if let Err(problem) = item.set_accelerator(accelerator(name, keys, &preferences.keys)) {
            tracing::warn!("the menu's line {name} keeps its keys: {problem}");
        }
    }
}

/// Sends what was chosen to the page.
pub fn chosen(app: &AppHandle, event: MenuEvent) {
    Desktop::new(app).emit(Event::Menu { shortcut: event.id.0 });
}

/// The keys in the notation of the menu. Keys that a text needs (F2 and Delete act in lists only) get none.
fn accelerator(name: &str, first: &str, own: &BTreeMap<String, String>) -> Option<String> {
    let keys = own.get(name).map_or(first, String::as_str);
    keys.contains("Mod+").then(|| keys.replace("Mod+", "CmdOrCtrl+"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// UX 90.
    #[test]
    fn every_line_has_the_keys_that_the_interface_has() {
        let interface = include_str!("../../ui/src/app/shortcuts.ts");
        for (name, _, keys) in [FILE, EDIT, CONNECTOR, VIEW, HELP].concat() {
            let declared = format!("  {name}: \"{keys}\",\n");
            assert!(name.is_empty() || interface.contains(&declared), "shortcuts.ts has no line {declared}");
        }
    }

    #[test]
    fn own_keys_stand_above_the_first_ones_and_bare_keys_are_left_to_the_page() {
        let own =
            BTreeMap::from([("palette".to_owned(), "Mod+Shift+J".to_owned()), ("find".to_owned(), String::new())]);
        let check = |name, first, expected: Option<&str>| {
            assert_eq!(accelerator(name, first, &own).as_deref(), expected, "{name}");
        };
        check("palette", "Mod+K", Some("CmdOrCtrl+Shift+J"));
        check("find", "Mod+F", None);
        check("undo", "Mod+Z", Some("CmdOrCtrl+Z"));
        check("rename", "F2", None);
        check("export", "", None);
    }
}
