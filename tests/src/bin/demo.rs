//! Plays the first-run journey in the real window and leaves pictures and the bundle in a folder: `demo FOLDER`.
//!
//! For a machine without a display, where nobody can look. It is the same journey as the window test's, against the
//! same fake shop, and ends with the exported bundle being run by the program `drawbridge`.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use drawbridge_tests::fake_api::FakeApi;
use drawbridge_tests::stage::Stage;
use drawbridge_tests::window::Window;
use drawbridge_tests::{journey, shapes};

fn main() {
    let folder: PathBuf = std::env::args_os().nth(1).expect("demo FOLDER").into();
    std::fs::create_dir_all(&folder).expect("a folder for the pictures");
    for old in std::fs::read_dir(&folder).expect("a folder").flatten() {
        std::fs::remove_file(old.path()).expect("a folder of pictures only");
    }
    let stage = Stage::set();
    let api = FakeApi::start();
    shapes::shop(&api);

    say("opening the window");
    let window = Window::open(&stage);
    window.find("button", "Start from a web address");
    picture(&window, &folder, "1-first-screen");
    say("describing the connector: address, questions, sign-in, prompt");
    journey::describe_order_status(&window, &api.origin(), shapes::SHOP_KEY, shapes::SHOP_SECRET);
    picture(&window, &folder, "2-described");
    say("asking the shop, and choosing a rule and four fields in its answer");
    let right = shapes::CUSTOMER_EMAIL.to_uppercase();
    journey::choose_environment(&window, "Test");
    journey::run(&window, &[("order_id", "727"), ("email", &right)], "not verified");
    journey::decide_on_the_answer(&window);
    journey::run(&window, &[("email", &right)], "verified");
    window.find("treeitem", "~status \"processing\"");
    picture(&window, &folder, "3-the-right-customer");
    journey::run(&window, &[("email", "mallory@example.com")], "not verified");
    picture(&window, &folder, "4-a-stranger");
    say("killing the application and opening it again");
    let window = window.kill_and_reopen(&stage);
    window.find("button", "Replace password");
    picture(&window, &folder, "5-after-a-crash");
    say("exporting");
    let bundle = folder.join("order-status.json");
    journey::export(&window, &stage, &bundle);
    window.close();

    let secrets = [
        ("DRAWBRIDGE_SECRET_SYSTEM_USERNAME", shapes::SHOP_KEY),
        ("DRAWBRIDGE_SECRET_SYSTEM_PASSWORD", shapes::SHOP_SECRET),
    ];
    let arguments = ["--env", "test", "--allow-private", &api.host_port()];
    for (email, expected) in [(right.as_str(), 0), ("mallory@example.com", 10)] {
        let inputs = [("order_id", "727"), ("email", email)];
        let (status, said, complaint) = journey::call(&bundle, "order_status", &inputs, &arguments, &secrets);
        say(&format!("drawbridge call order_status --input email={email}: exit status {status}, {said}"));
        assert_eq!(status, expected, "{complaint}");
    }
}

fn picture(window: &Window, folder: &Path, name: &str) {
    window.picture(&folder.join(format!("{name}.png")));
}

fn say(what: &str) {
    writeln!(std::io::stdout(), "{what}").expect("somebody listens");
}
