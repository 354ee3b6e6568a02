//! The real application in a real window, driven as a person would: by the roles and visible names of what is on the
//! page, with the mouse and the keyboard.
//!
//! Every look at the page waits until what it looks for is there ([`crate::until`]). Nothing is found by a class or a
//! position. A name is the accessible name to the letter; with `~` in front it is a part of it, with `^` its
//! beginning.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use serde_json::{Value, json};

use crate::keyboard;
use crate::stage::{self, Driver, Stage};
use crate::until;
use crate::webdriver::{Element, Session};

/// Finds elements by role and name; see the file itself.
const FIND: &str = include_str!("find.js");

/// The application, open.
pub struct Window {
    binary: PathBuf,
    driver: Driver,
    session: Session,
}

impl Window {
    /// Starts the application and waits until the page stands. One that was killed before has let go of its name first:
    /// while it ends, a second start would hand over to it.
    pub fn open(stage: &Stage) -> Self {
        until("the end of the application before", || (!stage.bus_knows(stage::INSTANCE)).then_some(()));
        let binary = stage::program("DRAWBRIDGE_DESKTOP", "drawbridge-desktop");
        let driver = stage.driver();
        let session = Session::start(driver.port, &binary.display().to_string()).expect("a session with the window");
        let window = Self { binary, driver, session };
        until("the page", || {
            let stands = window.session.script(
                "return document.readyState === 'complete' && document.visibilityState === 'visible' \
                 && document.body.innerText.trim().length > 0",
                &[],
            );
            (stands.ok()? == Value::Bool(true)).then_some(())
        });
        window
    }

    /// Kills the application with SIGKILL, as a power failure would, and starts it again on the same stage.
    #[must_use]
    pub fn kill_and_reopen(self, stage: &Stage) -> Self {
        let program = self.process();
        stage::kill(program);
        until("the end of the application", || (!stage::is_alive(program)).then_some(()));
        self.driver.end();
        Self::open(stage)
    }

    /// Closes the window in the ordinary way.
    pub fn close(self) {
        let _ = self.session.end();
        self.driver.end();
    }

    /// Gives the window another size, and waits until the page has it.
    pub fn resize(&self, width: u32, height: u32) {
        self.session.resize(width, height).expect("another size");
        until("the new size", || (self.size().0 == u64::from(width)).then_some(()));
    }

    /// Width and height of the page.
    pub fn size(&self) -> (u64, u64) {
        let size = self.script("return [innerWidth, innerHeight]", &[]);
        (size[0].as_u64().unwrap_or_default(), size[1].as_u64().unwrap_or_default())
    }

    /// The application's process.
    pub fn process(&self) -> u32 {
        let is_application =
            |id: &u32| std::fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|program| program == self.binary);
        let started = self.driver.started();
        started.into_iter().find(is_application).expect("the application runs")
    }

    /// Runs the body of a function in the page.
    pub fn script(&self, body: &str, arguments: &[Value]) -> Value {
        self.session.script(body, arguments).unwrap_or_else(|problem| panic!("{body}: {problem}"))
    }

    /// Runs the body of an asynchronous function in the page.
    pub fn promise(&self, body: &str, arguments: &[Value]) -> Value {
        self.session.promise(body, arguments).unwrap_or_else(|problem| panic!("{body}: {problem}"))
    }

    /// The same, with `find(role, name)` of `find.js` at hand: for measuring inside the page.
    pub fn promise_with_find(&self, body: &str) -> Value {
        self.promise(&format!("{FIND}\n{body}"), &[])
    }

    /// The first visible element of this role with this name, as soon as there is one.
    pub fn find(&self, role: &str, name: &str) -> Element {
        self.find_within(None, role, name)
    }

    /// The same, inside another element.
    pub fn find_within(&self, within: Option<&Element>, role: &str, name: &str) -> Element {
        self.waited(&format!("{role} “{name}”"), || self.look(within, role, name))
    }

    /// The nearest element around it that a selector of CSS names, such as the `li` of a field.
    pub fn around(&self, role: &str, name: &str, selector: &str) -> Element {
        let inner = self.find(role, name).argument();
        let around = self.session.element("return arguments[0].closest(arguments[1])", &[inner, json!(selector)]);
        around.ok().flatten().unwrap_or_else(|| panic!("no {selector} around {role} “{name}”"))
    }

    /// Whether there is such an element now.
    pub fn shows(&self, role: &str, name: &str) -> bool {
        self.look(None, role, name).is_some()
    }

    /// Waits until there is no such element.
    pub fn wait_gone(&self, role: &str, name: &str) {
        self.waited(&format!("the end of {role} “{name}”"), || (!self.shows(role, name)).then_some(()));
    }

    /// Clicks it.
    pub fn click(&self, role: &str, name: &str) {
        self.click_within(None, role, name);
    }

    /// Clicks it, inside another element, as soon as it can be clicked. What moves or is covered for a moment is tried again, as a person would.
    pub fn click_within(&self, within: Option<&Element>, role: &str, name: &str) {
        self.waited(&format!("a click on {role} “{name}”"), || {
            let element = self.look(within, role, name)?;
            let disabled = "return arguments[0].disabled || arguments[0].getAttribute('aria-disabled') === 'true'";
            let is_disabled = self.session.script(disabled, &[element.argument()]).ok()? == Value::Bool(true);
            (!is_disabled).then(|| self.session.click(&element).ok()).flatten()
        });
    }

    /// Clicks an element that was found before.
    pub fn click_element(&self, element: &Element) {
        self.session.click(element).expect("a click");
    }

    /// Puts a text into a field in place of what stands there: click, Ctrl A, type.
    pub fn fill(&self, role: &str, name: &str, text: &str) {
        self.fill_within(None, role, name, text);
    }

    /// The same, inside another element.
    pub fn fill_within(&self, within: Option<&Element>, role: &str, name: &str, text: &str) {
        self.click_within(within, role, name);
        self.press(&[keyboard::CONTROL, "a"]);
        if text.is_empty() {
            self.press(&[keyboard::BACKSPACE]);
        } else {
            self.type_text(text);
        }
    }

    /// Types where the caret is.
    pub fn type_text(&self, text: &str) {
        self.session.actions(&keyboard::typing(text)).expect("typing");
    }

    /// Presses keys together: `[CONTROL, ENTER]`.
    pub fn press(&self, keys: &[&str]) {
        self.session.actions(&keyboard::chord(keys)).expect("a key");
    }

    /// Chooses an option of a select: click, then click the option.
    pub fn choose(&self, name: &str, option: &str) {
        self.click("button", name);
        self.click("option", option);
    }

    /// All text that is to be seen.
    pub fn text(&self) -> String {
        self.script("return document.body.innerText", &[]).as_str().unwrap_or_default().to_owned()
    }

    /// Waits until a text is to be seen.
    pub fn wait_text(&self, text: &str) {
        self.waited(&format!("the text “{text}”"), || self.text().contains(text).then_some(()));
    }

    /// The visible text of an element.
    pub fn text_of(&self, element: &Element) -> String {
        self.script("return arguments[0].innerText", &[element.argument()]).as_str().unwrap_or_default().to_owned()
    }

    /// The value of a field, or the text of an editor.
    pub fn value_of(&self, element: &Element) -> String {
        self.script("return arguments[0].value ?? arguments[0].innerText", &[element.argument()])
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Writes a picture of the page, once what it shows is drawn.
    pub fn picture(&self, file: &Path) {
        self.promise("await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))", &[]);
        let picture = self.session.screenshot().expect("a picture");
        let bytes = base64::engine::general_purpose::STANDARD.decode(picture).expect("Base64");
        std::fs::write(file, bytes).expect("a place for the picture");
    }

    /// Every role with every name that is to be seen, for the message of a test that found nothing.
    pub fn outline(&self) -> String {
        self.script(&format!("{FIND}\nreturn outline()"), &[]).as_str().unwrap_or_default().to_owned()
    }

    /// The visible text of such an element, if it is there now.
    pub fn text_now(&self, role: &str, name: &str) -> Option<String> {
        self.look(None, role, name).map(|element| self.text_of(&element))
    }

    fn look(&self, within: Option<&Element>, role: &str, name: &str) -> Option<Element> {
        let within = within.map_or(Value::Null, Element::argument);
        let arguments = [json!(role), json!(name), within];
        let body = format!("{FIND}\nreturn find(arguments[0], arguments[1], arguments[2])");
        self.session.element(&body, &arguments).unwrap_or_else(|problem| panic!("{role} “{name}”: {problem}"))
    }

    /// [`until`], with the page's outline in the message.
    fn waited<T>(&self, what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
        let started = std::time::Instant::now();
        loop {
            if let Some(answer) = ask() {
                return answer;
            }
            if started.elapsed() > until::PATIENCE {
                if let Some(folder) = std::env::var_os("DRAWBRIDGE_PICTURES") {
                    self.picture(&PathBuf::from(folder).join("failed.png"));
                }
                panic!("waited in vain for {what}; there are:\n{}", self.outline());
            }
            std::thread::sleep(std::time::Duration::from_millis(25));
        }
    }
}
