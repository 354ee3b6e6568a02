//! The description of the REST service, and the service itself, judged by programs that read one: a validator, and
//! schemathesis, which makes calls of the description, right and wrong ones, and looks at every answer.

use drawbridge_tests::served::{BundleFile, Served};

use crate::{SAMPLES, TEMPLATES, folder, python_program};

const TOKEN: &str = "a-token-of-a-test-0123456789abcdef";

fn served(bundle: &BundleFile) -> Served {
    let mut command = bundle.serve(&SAMPLES);
    command.args(["--calls-per-minute", "0"]).env("DRAWBRIDGE_SECRET_SERVE_TOKEN", TOKEN);
    Served::start(command)
}

#[test]
fn a_validator_accepts_the_description() {
    let bundle = BundleFile::of_templates(&TEMPLATES);
    let server = served(&bundle);
    let mut fetched = python_program();
    let program = "import json, sys, urllib.request as u; from openapi_spec_validator import validate; \
                   r = u.urlopen(u.Request(sys.argv[1], headers={'Authorization': 'Bearer ' + sys.argv[2]})); \
                   d = json.load(r); validate(d); print(d['openapi'], len(d['paths']))";
    fetched.args(["-c", program, &format!("http://{}/openapi.json", server.address()), TOKEN]);
    let output = fetched.output().expect("the validator starts; `cargo xtask test clients` installs it");
    let (said, complaint) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.trim(), format!("3.1.0 {}", TEMPLATES.len()), "{complaint}");
}

#[test]
fn schemathesis_finds_nothing() {
    let bundle = BundleFile::of_templates(&TEMPLATES);
    let server = served(&bundle);
    let aside = tempfile::tempdir().expect("a temporary folder");
    let mut run = python_program();
    run.args(["-m", "schemathesis.cli", "run", &format!("http://{}/openapi.json", server.address())])
        .args(["--header", &format!("Authorization: Bearer {TOKEN}"), "--max-examples", "30", "--workers", "4"])
        .args(["--generation-deterministic", "--continue-on-failure", "--no-color"])
        // In its place stands the check of `checks.py`.
        .args(["--exclude-checks", "negative_data_rejection"])
        .envs([("SCHEMATHESIS_HOOKS", "checks"), ("PYTHONPATH", folder().to_str().expect("a plain path"))])
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(aside.path());
    let output = run.output().expect("schemathesis starts; `cargo xtask test clients` installs it");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let cases = said.lines().find_map(|line| line.trim().split_once(" generated")?.0.parse::<u32>().ok());
    assert!(cases.is_some_and(|cases| cases > 100), "it must have made calls: {said}");
    let selected = format!("Selected: {0}/{0}", TEMPLATES.len());
    assert!(said.contains(&selected), "every tool was called: {said}");
}
