//! The one window, and what the page in it may not do.
//!
//! It stays hidden until the page has what its first frame needs, so that nobody sees a white flash; should the page
//! never ask, it is shown after [`PATIENCE`] all the same. The page cannot leave its own address, open a second window
//! or download a file. Developer tools exist in debug builds only. See `tauri.conf.json` for the content policy; it names
//! no `frame-src`, since Tauri adds the origin of the gate's frame, another one at each start, to `default-src`.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use drawbridge_commands::Theme as Chosen;
use tauri::webview::{Color, NewWindowResponse};
use tauri::{AppHandle, Manager as _, Theme, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent};
use tauri_plugin_window_state::{AppHandleExt as _, StateFlags};

/// The label that the capability names.
pub const LABEL: &str = "main";
/// After this time the window is shown, whatever the page does.
const PATIENCE: Duration = Duration::from_secs(4);
/// After this time without another move the place and size of the window are kept.
const AT_REST: Duration = Duration::from_millis(400);
/// The page's own background in the light and in the dark theme (`ui/src/look/tokens.css`, `--page`).
const LIGHT: Color = Color(0xf7, 0xf6, 0xf2, 0xff);
const DARK: Color = Color(0x17, 0x18, 0x1b, 0xff);

/// Builds the window, hidden, in the colours that the person chose.
pub fn open(app: &AppHandle, folder: &Path, chosen: Chosen) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title("Drawbridge")
        .inner_size(1440.0, 900.0)
        .min_inner_size(960.0, 600.0)
        .visible(false)
        .theme(theme(chosen))
        .data_directory(folder.join("web-view"))
        .devtools(cfg!(debug_assertions))
        .disable_drag_drop_handler()
        .on_navigation(is_own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .build()?;
    window.set_background_color(Some(background(&window)?))?;
    remember(&window);
    let late = window.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(PATIENCE).await;
        if show(&late) {
            tracing::warn!("the page asked for nothing; the window is shown as it is");
        }
    });
    Ok(())
}

/// What is remembered of the window: everything but whether it is shown, which [`show`] decides.
pub fn remembered() -> StateFlags {
    StateFlags::all() - StateFlags::VISIBLE
}

/// Keeps place and size whenever the window has come to rest, so that they survive a crash as well as an ordinary end.
fn remember(window: &WebviewWindow) {
    let app = window.app_handle().clone();
    let moves = Arc::new(AtomicU64::new(0));
    window.on_window_event(move |event| {
        if !matches!(event, WindowEvent::Resized(_) | WindowEvent::Moved(_)) {
            return;
        }
        let (app, moves) = (app.clone(), Arc::clone(&moves));
        let mine = moves.fetch_add(1, Ordering::AcqRel) + 1;
        tauri::async_runtime::spawn(async move {
            tokio::time::sleep(AT_REST).await;
            if moves.load(Ordering::Acquire) == mine {
                let keeper = app.clone();
                // On the main thread, where the window is: the plug-in holds its lock while it asks the window.
                let asked = app.run_on_main_thread(move || {
                    if let Err(problem) = keeper.save_window_state(remembered()) {
                        tracing::warn!("the size of the window is not remembered: {problem}");
                    }
                });
                if let Err(problem) = asked {
                    tracing::warn!("the size of the window is not remembered: {problem}");
                }
            }
        });
    });
}

/// Gives the window other colours: its frame, its menu, and what shows before the page does.
pub fn paint(app: &AppHandle, chosen: Chosen) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    let painted = window
        .set_theme(theme(chosen))
        .and_then(|()| background(&window))
        .and_then(|colour| window.set_background_color(Some(colour)));
    if let Err(problem) = painted {
        tracing::warn!("the window keeps its colours: {problem}");
    }
}

/// The platform's word for what was chosen; none: as the system.
fn theme(chosen: Chosen) -> Option<Theme> {
    match chosen {
        Chosen::System => None,
        Chosen::Light => Some(Theme::Light),
        Chosen::Dark => Some(Theme::Dark),
    }
}

fn background(window: &WebviewWindow) -> tauri::Result<Color> {
    Ok(if window.theme()? == Theme::Dark { DARK } else { LIGHT })
}

/// Shows the window. `false`: it was shown already.
pub fn show(window: &WebviewWindow) -> bool {
    static SHOWN: AtomicBool = AtomicBool::new(false);
    if SHOWN.swap(true, Ordering::AcqRel) {
        return false;
    }
    if let Err(problem) = window.show().and_then(|()| window.set_focus()) {
        tracing::error!("the window could not be shown: {problem}");
    }
    true
}

/// Brings the window to the front, for a second start of the program.
pub fn focus(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    if let Err(problem) = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus()) {
        tracing::warn!("the window could not be brought to the front: {problem}");
    }
}

/// Whether an address belongs to the application itself.
fn is_own(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // How Windows names the same thing.
        "http" | "https" => cfg!(windows) && url.host_str() == Some("tauri.localhost") && url.port().is_none(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SECURITY TAU-05.
    #[test]
    #[expect(clippy::unwrap_used, reason = "a test")]
    fn the_page_may_go_to_its_own_address_only() {
        let own = if cfg!(windows) { "http://tauri.localhost/" } else { "tauri://localhost/index.html" };
        assert!(is_own(&own.parse().unwrap()), "{own} is the application");
        for foreign in [
            "https://evil.example/",
            "http://localhost/",
            "tauri://evil.example/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,x",
            "about:blank",
            "http://tauri.localhost:8080/",
        ] {
            assert!(!is_own(&foreign.parse().unwrap()), "{foreign} is not the application");
        }
    }
}
