//! Serves the hostile server to whoever wants to see it: `hostile [--port N] [--authority FILE]`.
//!
//! It prints its address, `listening on http://127.0.0.1:PORT`, and runs until it is killed. The page at `/` lists every
//! behaviour with a sentence and an address to call. `--authority` writes the certificate that vouches for the good
//! ones among the secure addresses; without it, or where it is not trusted, even those are refused.

use std::io::Write as _;

use drawbridge_tests::hostile::Hostile;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| arguments.iter().position(|known| known == name).and_then(|at| arguments.get(at + 1));
    let hostile = Hostile::start_at(option("--port").map_or(Ok(0), |port| port.parse())?)?;
    if let Some(file) = option("--authority") {
        std::fs::write(file, hostile.authority_pem())?;
    }
    writeln!(std::io::stdout(), "listening on {}", hostile.origin())?;
    std::io::stdout().flush()?;
    loop {
        std::thread::park();
    }
}
