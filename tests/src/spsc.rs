//! Bodies for `Spsc`.

use core::time::Duration;
use std::sync::Arc;

use waitword_core::queue::{GetError, PutError, TryGetError, TryPutError};
use waitword_core::spsc::{Consumer, Producer};
use waitword_core::{Platform, Spsc};

use crate::World;
use crate::crew::{catch, task, throw};
use crate::watch::{Watched, until_blocked};

const SHORT: Duration = Duration::from_millis(10);
const LONG: Duration = Duration::from_secs(600);

type Ring<W, T, const N: usize> = Arc<Spsc<W, T, N>>;
type Ends<W, T, const N: usize> = (Producer<Ring<W, T, N>>, Consumer<Ring<W, T, N>>);

fn ends<P: Platform, T, const N: usize>() -> Ends<P, T, N> {
    Spsc::share(Arc::new(Spsc::new())).expect("a new ring has both ends")
}

/// Every form puts and gets in order, and refuses what it must, all around the ring.
pub fn in_order<W: World>() {
    let mut ring = Spsc::<W, u32, 3>::default();
    assert_eq!(ring.capacity(), 3);
    let (mut producer, mut consumer) = ring.split();
    for _ in 0..7 {
        assert_eq!(consumer.try_get(), Err(TryGetError::Empty));
        let late = consumer.get_timeout(Duration::ZERO);
        assert_eq!(late, Err(GetError::TimedOut));
        assert_eq!(consumer.get_until(W::now()), Err(GetError::TimedOut));
        producer.put(1).unwrap();
        producer.try_put(2).unwrap();
        assert_eq!(consumer.ring().len(), 2);
        producer.put_timeout(3, Duration::ZERO).unwrap();
        assert!(producer.ring().is_full());
        assert_eq!(producer.try_put(4), Err(TryPutError::Full(4)));
        let late = producer.put_timeout(4, SHORT);
        assert_eq!(late, Err(PutError::TimedOut(4)));
        let late = producer.put_until(4, W::now());
        assert_eq!(late, Err(PutError::TimedOut(4)));
        assert_eq!(consumer.get(), Ok(1));
        producer.put_until(4, W::now()).unwrap();
        assert_eq!(consumer.try_get(), Ok(2));
        assert_eq!(consumer.get_timeout(Duration::MAX), Ok(3));
        assert_eq!(consumer.get_until(W::now()), Ok(4));
        assert!(consumer.ring().is_empty());
    }
}

/// A blocked get goes on with the next put, by every form; a blocked put with the next get.
pub fn blocked_go_on<W: World>() {
    let (mut producer, mut consumer) = ends::<Watched<W>, u32, 1>();
    let ring: *const _ = consumer.ring();
    let address = ring.addr();
    let getter = task::<W, _>(move || {
        let got = [
            consumer.get(),
            consumer.get_timeout(LONG),
            consumer.get_until(W::after(LONG).unwrap()),
        ];
        (got, consumer)
    });
    for item in 0..3 {
        let blocked = producer.ring();
        assert_eq!((&raw const *blocked).addr(), address);
        until_blocked::<W, _>(1, blocked);
        producer.put(item).unwrap();
    }
    let (got, mut consumer) = getter.join().remove(0);
    assert_eq!(got, [Ok(0), Ok(1), Ok(2)]);
    producer.put(3).unwrap();
    let putter = task::<W, _>(move || {
        let put = [
            producer.put(4),
            producer.put_timeout(5, LONG),
            producer.put_until(6, W::after(LONG).unwrap()),
        ];
        (put, producer)
    });
    for item in 3..6 {
        until_blocked::<W, _>(1, consumer.ring());
        assert_eq!(consumer.get(), Ok(item));
    }
    assert_eq!(putter.join().remove(0).0, [Ok(()); 3]);
}

/// Who waits is told that the other end is gone; what was put before that is got first.
pub fn a_dropped_end_ends_waits<W: World>() {
    let (producer, mut consumer) = ends::<Watched<W>, u32, 1>();
    let getter = task::<W, _>(move || (consumer.get(), consumer));
    until_blocked::<W, _>(1, producer.ring());
    drop(producer);
    let (got, mut consumer) = getter.join().remove(0);
    assert_eq!(got, Err(GetError::Closed));
    assert!(consumer.is_closed());
    assert_eq!(consumer.try_get(), Err(TryGetError::Closed));
    assert_eq!(consumer.get_timeout(LONG), Err(GetError::Closed));

    let (mut producer, consumer) = ends::<Watched<W>, u32, 1>();
    producer.put(1).unwrap();
    let putter = task::<W, _>(move || (producer.put(2), producer));
    until_blocked::<W, _>(1, consumer.ring());
    drop(consumer);
    let (put, mut producer) = putter.join().remove(0);
    assert_eq!(put, Err(PutError::Closed(2)));
    assert!(producer.is_closed());
    assert_eq!(producer.try_put(2), Err(TryPutError::Closed(2)));
    assert_eq!(producer.put_timeout(2, LONG), Err(PutError::Closed(2)));
}

/// What is left by a dropped producer can be got, and a ring has two ends at a time.
pub fn ends_are_handed_out_once<W: World>() {
    let ring = Spsc::<W, u32, 2>::new();
    let (mut producer, mut consumer) = Spsc::share(&ring).unwrap();
    assert!(Spsc::share(&ring).is_none());
    producer.put(1).unwrap();
    producer.put(2).unwrap();
    drop(producer);
    assert!(Spsc::share(&ring).is_none() && !consumer.is_closed());
    assert_eq!(consumer.get(), Ok(1));
    drop(consumer);
    let (mut producer, mut consumer) = Spsc::share(&ring).unwrap();
    producer.put(3).unwrap();
    assert_eq!([consumer.get(), consumer.get()], [Ok(2), Ok(3)]);
    assert_eq!(format!("{ring:?}"), "Spsc { len: 0, capacity: 2 }");
    drop((producer, consumer));
}

/// Timeouts are never early, on either side.
pub fn timeouts_are_never_early<W: World>() {
    let (mut producer, mut consumer) = ends::<W, u32, 1>();
    let never_early = |wait: &mut dyn FnMut(W::Instant) -> bool| {
        let deadline = W::after(SHORT).unwrap();
        assert!(wait(deadline));
        assert!(W::is_past(deadline));
    };
    never_early(&mut |_| consumer.get_timeout(SHORT).is_err());
    never_early(&mut |deadline| consumer.get_until(deadline).is_err());
    producer.put(1).unwrap();
    never_early(&mut |_| producer.put_timeout(2, SHORT).is_err());
    never_early(&mut |deadline| producer.put_until(2, deadline).is_err());
    assert_eq!(consumer.get(), Ok(1));
}

/// A ring drops the items that are in it, wherever it stands, and when a panic drops it.
pub fn drop_drops_items<W: World>() {
    let item = Arc::new(());
    for taken in 0..5 {
        let mut ring = Spsc::<W, _, 2>::new();
        let (mut producer, mut consumer) = ring.split();
        for _ in 0..taken {
            producer.put(Arc::clone(&item)).unwrap();
            consumer.get().unwrap();
        }
        producer.put(Arc::clone(&item)).unwrap();
        producer.put(Arc::clone(&item)).unwrap();
        assert_eq!(Arc::strong_count(&item), 3);
        drop((producer, consumer));
        drop(ring);
        assert_eq!(Arc::strong_count(&item), 1);
    }
    let other = Arc::clone(&item);
    catch(move || {
        let (mut producer, _consumer) = ends::<W, _, 2>();
        producer.put(other).unwrap();
        throw();
    });
    assert_eq!(Arc::strong_count(&item), 1);
}

/// All that is put is got, in order, by all forms: numbers, boxes, and items without a size.
pub fn one_to_one<W: World>() {
    // Kept until all have ended: the simulator takes what comes to lie in their place for the same.
    let _numbers = cross::<W, u32, 2>(|number| number);
    let _boxes = cross::<W, Box<u32>, 1>(Box::new);
    let _large = cross::<W, [u32; 20], 3>(|number| [number; 20]);
    let _empty = cross::<W, (), 2>(|_| ());
}

fn cross<W: World, T, const N: usize>(make: fn(u32) -> T) -> Consumer<Ring<W, T, N>>
where
    T: PartialEq + core::fmt::Debug + Send + 'static,
{
    let (mut producer, mut consumer) = ends::<W, T, N>();
    let count = 3 * W::ROUNDS;
    let putter = task::<W, _>(move || {
        for number in 0..count {
            let back = match number % 3 {
                0 => Some(make(number)),
                1 => producer
                    .try_put(make(number))
                    .err()
                    .map(TryPutError::into_inner),
                _ => producer
                    .put_timeout(make(number), Duration::from_micros(20))
                    .err()
                    .map(PutError::into_inner),
            };
            back.into_iter()
                .for_each(|item| producer.put(item).unwrap());
        }
    });
    for number in 0..count {
        let item = match number % 3 {
            0 => None,
            1 => consumer.try_get().ok(),
            _ => consumer.get_timeout(Duration::from_micros(20)).ok(),
        };
        let item = item.unwrap_or_else(|| consumer.get().unwrap());
        assert_eq!(item, make(number));
    }
    putter.join();
    assert_eq!(consumer.get(), Err(GetError::Closed));
    consumer
}

/// Two tasks hand an item to each other, which hangs if one wake is lost.
pub fn ping_pong<W: World>() {
    let (mut there, mut in_there) = ends::<W, u32, 1>();
    let (mut back, mut in_back) = ends::<W, u32, 1>();
    let echo = task::<W, _>(move || {
        while let Ok(item) = in_there.get() {
            back.put(item + 1).unwrap();
        }
    });
    for round in 0..W::ROUNDS {
        there.put(round).unwrap();
        assert_eq!(in_back.get(), Ok(round + 1));
    }
    drop(there);
    echo.join();
}
