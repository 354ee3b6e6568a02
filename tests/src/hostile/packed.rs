//! Compression: bombs, wrong labels, damage.
//!
//! A bomb of many megabytes is made of one: two megabytes of one letter are packed with a flush between them, and the
//! second one's bytes mean the same again and again.

use std::io::Write;
use std::sync::OnceLock;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use super::{Behaviour, ORDER};

const MEGABYTE: usize = 1024 * 1024;
/// What a bomb unpacks to, in megabytes.
const BOMB: usize = 256;

pub(super) fn behaviours() -> Vec<Behaviour> {
    let packed = |name, sentence, encoding: &'static str, body: fn() -> Vec<u8>| {
        // Made when first asked for, once.
        let made = OnceLock::new();
        Behaviour::http(name, sentence, move |exchange| {
            let headers = format!("Content-Type: application/json\r\nContent-Encoding: {encoding}\r\n");
            exchange.answer(200, &headers, made.get_or_init(body))
        })
    };
    vec![
        packed("gzip", "Answers properly, packed with gzip.", "gzip", || gzip(ORDER.as_bytes())),
        packed("gzip-bomb", "A few hundred kilobytes that unpack to 256 megabytes.", "gzip", || gzip_bomb(BOMB)),
        packed("gzip-twice", "Packs a proper answer twice and says it once.", "gzip", || gzip(&gzip(ORDER.as_bytes()))),
        packed("gzip-twice-said", "Packs a proper answer twice and says so.", "gzip, gzip", || {
            gzip(&gzip(ORDER.as_bytes()))
        }),
        packed("gzip-bomb-twice", "A bomb inside a bomb.", "gzip, gzip", || gzip(&gzip_bomb(BOMB))),
        packed("deflate-bomb", "A deflate bomb of 256 megabytes.", "deflate", || zlib_bomb(BOMB)),
        packed("brotli-bomb", "A brotli bomb of 32 megabytes.", "br", || brotli_bomb(32)),
        packed("zstd-bomb", "A zstd bomb of 256 megabytes.", "zstd", || zstd_bomb(BOMB)),
        packed("gzip-called-brotli", "Says brotli and packs with gzip.", "br", || gzip(ORDER.as_bytes())),
        packed("gzip-called-zstd", "Says zstd and packs with gzip.", "zstd", || gzip(ORDER.as_bytes())),
        packed("plain-called-gzip", "Says gzip and packs nothing.", "gzip", || ORDER.as_bytes().to_vec()),
        packed("gzip-cut", "Leaves half of the packed answer out.", "gzip", || {
            let mut packed = gzip(ORDER.repeat(50).as_bytes());
            packed.truncate(packed.len() / 2);
            packed
        }),
        packed("gzip-damaged", "Changes the checksum at the end of a packed answer.", "gzip", || {
            let mut packed = gzip(ORDER.as_bytes());
            let end = packed.len() - 6;
            packed[end] ^= 0xff;
            packed
        }),
        packed("unknown-encoding", "Packs in a way that nobody knows.", "x-made-up", || b"\x01\x02\x03".to_vec()),
        Behaviour::http("gzip-unsaid", "Packs with gzip and does not say so.", |exchange| {
            exchange.answer(200, "Content-Type: application/json\r\n", &gzip(ORDER.as_bytes()))
        }),
    ]
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn gzip_bomb(megabytes: usize) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let first = flushed(&mut encoder, |encoder| encoder.get_ref().len());
    let second = flushed(&mut encoder, |encoder| encoder.get_ref().len());
    multiplied(encoder.get_ref(), first, second, megabytes)
}

fn zlib_bomb(megabytes: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let first = flushed(&mut encoder, |encoder| encoder.get_ref().len());
    let second = flushed(&mut encoder, |encoder| encoder.get_ref().len());
    multiplied(encoder.get_ref(), first, second, megabytes)
}

/// Packs one megabyte more and says where it ends.
fn flushed<W: Write>(encoder: &mut W, length: impl Fn(&W) -> usize) -> usize {
    encoder.write_all(&vec![b'0'; MEGABYTE]).expect("memory");
    encoder.flush().expect("memory");
    length(encoder)
}

/// The bytes of the first megabyte, and those of the second as often as it takes.
fn multiplied(packed: &[u8], first: usize, second: usize, megabytes: usize) -> Vec<u8> {
    let mut bomb = packed[..first].to_vec();
    bomb.extend(packed[first..second].repeat(megabytes - 1));
    bomb
}

fn brotli_bomb(megabytes: usize) -> Vec<u8> {
    let mut packed = Vec::new();
    let mut encoder = brotli::CompressorWriter::new(&mut packed, 4096, 1, 22);
    (0..megabytes).for_each(|_| encoder.write_all(&vec![b'0'; MEGABYTE]).expect("memory"));
    drop(encoder);
    packed
}

fn zstd_bomb(megabytes: usize) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).expect("memory");
    (0..megabytes).for_each(|_| encoder.write_all(&vec![b'0'; MEGABYTE]).expect("memory"));
    encoder.finish().expect("memory")
}
