//! Lays out the vocabulary that tokens are counted with: `o200k_base.fst`, from a token's bytes to its rank.
//!
//! The library that brings the vocabulary keeps it in hash tables, which take seventy megabytes in the running program.
//! Laid out here, once, it takes two and is read where it lies.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;

use fst::Map;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let vocabulary = tiktoken_rs::o200k_base()?;
    // Ranks count up from zero. After a gap follow the special tokens, which no text is made of.
    let tokens: BTreeMap<Vec<u8>, u64> =
        (0_u32..).map_while(|rank| Some((vocabulary.decode_bytes(&[rank]).ok()?, u64::from(rank)))).collect();
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    std::fs::write(out.join("o200k_base.fst"), Map::from_iter(tokens)?.as_fst().as_bytes())?;
    Ok(())
}
