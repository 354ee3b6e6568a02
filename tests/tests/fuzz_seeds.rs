//! Every input that the fuzz targets begin with, and every one that they have found, keeps the laws.

#[path = "../../fuzz/laws.rs"]
mod laws;

use drawbridge_tests::sources;

/// What is asked of every input of one kind.
type Law = fn(&[u8]);

#[test]
fn every_seed_keeps_the_laws() {
    let laws: [(&str, Law); 8] = [
        ("template", laws::template),
        ("path", laws::path),
        ("bundle", laws::bundle),
        ("redactor", laws::redactor),
        ("curl", laws::curl),
        ("openapi", laws::openapi),
        ("postman", laws::postman),
        ("har", laws::har),
    ];
    for (name, law) in laws {
        let folder = sources::root().join("fuzz/seeds").join(name);
        let seeds: Vec<_> = std::fs::read_dir(&folder).expect("seeds").flatten().map(|entry| entry.path()).collect();
        assert!(seeds.len() >= 5, "{name} has seeds");
        for seed in seeds {
            law(&std::fs::read(&seed).expect("a seed"));
        }
    }
}
