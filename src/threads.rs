//! Work that several threads share, with the same results in the same order on any number of them.

use std::num::NonZeroUsize;
use std::{panic, thread};

/// Does `work` on the parts of a list at the same time, the first of them on the thread that asks; results come in the order
/// of the list. No part is smaller than `fewest`, because a thread costs time, too.
pub fn share<T: Sync, R: Send>(items: &[T], fewest: usize, work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let size = items.len().div_ceil(threads).max(fewest).max(1);
    let work = &work;
    thread::scope(|scope| {
        let mut parts = items.chunks(size);
        let first = parts.next();
        let others: Vec<_> = parts.map(|part| scope.spawn(move || work(part))).collect();
        let mut results: Vec<R> = first.map(work).into_iter().collect();
        let joined = others.into_iter().map(|other| other.join().unwrap_or_else(|cause| panic::resume_unwind(cause)));
        results.extend(joined);
        results
    })
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn results_come_in_order() {
        let numbers: Vec<u32> = (0..1000).collect();
        for fewest in [0, 1, 7, 300, 5000] {
            let parts = share(&numbers, fewest, <[u32]>::to_vec);
            assert_eq!(parts.concat(), numbers, "{fewest}");
        }
        assert_eq!(share(&[], 1, <[u32]>::to_vec), Vec::<Vec<u32>>::new());
    }
}
