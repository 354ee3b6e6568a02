//! Packed bodies (gzip, brotli, zstd, deflate), unpacked as they come and watched while they are.
//!
//! The HTTP client could unpack them by itself, but tells nobody how many bytes came in, and a bomb is told by just
//! that: few bytes that become many (SECURITY 3.4). To accept one more packing, add it to [`Packing`] and [`ACCEPTED`].

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_compression::tokio::bufread::{BrotliDecoder, GzipDecoder, ZlibDecoder, ZstdDecoder};
use async_compression::zstd::DParameter;
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use tokio::io::{AsyncBufRead, AsyncRead, BufReader};
use tokio_util::io::{InspectReader, ReaderStream, StreamReader};

use crate::limits;

/// What every request says that it takes.
pub(crate) const ACCEPTED: &str = "zstd, gzip, deflate, br";

/// Packed bytes that are handed on at a time. What is counted as taken in runs ahead by no more than this.
const STEP: usize = 1024;
/// Unpacked bytes in one piece.
const PIECE: usize = 16 * 1024;
/// The widest window of zstd, as a power of two: the 8 MiB of RFC 9659.
const ZSTD_WINDOW: u32 = 23;

/// A body, piece by piece.
pub(crate) type Pieces = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

/// How a body is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    Plain,
    Gzip,
    /// Called `deflate`, and a zlib stream (RFC 9110, 8.4.1.2).
    Zlib,
    Brotli,
    Zstd,
    /// More than one, or one that nobody asked for.
    Unknown,
}

impl Packing {
    /// What the values of all `Content-Encoding` headers together say.
    pub(crate) fn of<'value>(values: impl IntoIterator<Item = &'value str>) -> Self {
        let mut names = values.into_iter().flat_map(|value| value.split(',')).map(str::trim);
        let name = names.next().unwrap_or_default().to_ascii_lowercase();
        match name.as_str() {
            _ if names.next().is_some() => Self::Unknown,
            "" | "identity" => Self::Plain,
            "gzip" | "x-gzip" => Self::Gzip,
            "deflate" => Self::Zlib,
            "br" => Self::Brotli,
            "zstd" => Self::Zstd,
            _ => Self::Unknown,
        }
    }
}

/// The body grew more than [`limits::UNPACKED_RATIO`] times while it was unpacked.
#[derive(Debug, thiserror::Error)]
#[error("the body unpacks to more than it may")]
pub(crate) struct Swollen;

/// The body unpacked. One that is plain, or packed in a way that is not known, comes as it is.
pub(crate) fn unpacked(body: Pieces, packing: Packing) -> Pieces {
    if packing == Packing::Plain {
        return body;
    }
    let taken = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&taken);
    let counted = InspectReader::new(StreamReader::new(body), move |bytes: &[u8]| {
        count.fetch_add(bytes.len(), Ordering::Relaxed);
    });
    let reader = decoder(BufReader::with_capacity(STEP, counted), packing);
    let mut given = 0;
    Box::pin(ReaderStream::with_capacity(reader, PIECE).map(move |piece| {
        let taken = taken.load(Ordering::Relaxed);
        let piece = match piece {
            // An answer without a body, to HEAD or with 204, may be called packed.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof && taken == 0 => return Ok(Bytes::new()),
            other => other?,
        };
        given += piece.len();
        if given > limits::UNPACKED_FREE && given / limits::UNPACKED_RATIO > taken {
            return Err(io::Error::other(Swollen));
        }
        Ok(piece)
    }))
}

fn decoder(packed: impl AsyncBufRead + Send + 'static, packing: Packing) -> Pin<Box<dyn AsyncRead + Send>> {
    match packing {
        Packing::Gzip => {
            let mut decoder = GzipDecoder::new(packed);
            decoder.multiple_members(true);
            Box::pin(decoder)
        }
        Packing::Zlib => Box::pin(ZlibDecoder::new(packed)),
        Packing::Brotli => Box::pin(BrotliDecoder::new(packed)),
        Packing::Zstd => {
            let mut decoder = ZstdDecoder::with_params(packed, &[DParameter::window_log_max(ZSTD_WINDOW)]);
            decoder.multiple_members(true);
            Box::pin(decoder)
        }
        Packing::Plain | Packing::Unknown => Box::pin(packed),
    }
}
