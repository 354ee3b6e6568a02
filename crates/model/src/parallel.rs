//! Work for large bundles, on as many threads as there are processors.

use std::panic::resume_unwind;
use std::thread;

/// Fewer are done sooner than threads are started.
const MANY: usize = 64;

/// What the work gives for each of them, in their order.
pub fn map<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let threads = if items.len() < MANY { 1 } else { thread::available_parallelism().map_or(1, usize::from) };
    if threads == 1 {
        return items.into_iter().map(work).collect();
    }
    let share = items.len().div_ceil(threads);
    let mut items = items.into_iter();
    thread::scope(|scope| {
        let work = &work;
        let shares: Vec<_> = (0..threads)
            .map(|_| {
                let share: Vec<T> = items.by_ref().take(share).collect();
                scope.spawn(move || share.into_iter().map(work).collect::<Vec<R>>())
            })
            .collect();
        shares.into_iter().flat_map(|share| share.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

/// What two pieces of work give that are done at the same time.
pub fn both<A: Send, B>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        (one.join().unwrap_or_else(|panic| resume_unwind(panic)), other)
    })
}

#[cfg(test)]
mod tests {
    use super::map;

    #[test]
    fn everything_is_done_once_and_stays_in_order() {
        for count in [0, 1, 63, 64, 65, 1_000] {
            let doubled: Vec<usize> = (0..count).map(|number| number * 2).collect();
            assert_eq!(map((0..count).collect(), |number: usize| number * 2), doubled);
        }
    }
}
