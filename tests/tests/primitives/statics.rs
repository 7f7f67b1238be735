//! Every primitive is made at compile time, on every platform, and serves as a `static`.

macro_rules! statics {
    ($($(#[$when:meta])* $platform_name:ident: $platform:ty;)*) => { $(
        $(#[$when])*
        #[test]
        fn $platform_name() {
            use waitword_core::{Barrier, Condvar, Event, LifoQueue, Mutex};
            use waitword_core::{PriorityQueue, Queue, Semaphore, Word};
            use waitword_core::{FairMutex, Policy, RawLock, ReentrantMutex, RwLock};
            use waitword_core::{BoundedSemaphore, Latch, LazyLock, Once, OnceLock};
            use waitword_core::{Signal, WaitGroup};
            use waitword_core::{Broadcast, Channel, Mpmc, Oneshot, Spsc, Watch};
            use waitword_tests::World;
            type P = $platform;

            static WORD: Word<P> = Word::new(3);
            static MUTEX: Mutex<P, [u8; 3]> = Mutex::new([1, 2, 3]);
            static REENTRANT: ReentrantMutex<P, [u8; 3]> = ReentrantMutex::new([1, 2, 3]);
            static RAW: RawLock<P> = RawLock::new();
            static HANDED: FairMutex<P, u8> = FairMutex::new(7);
            static RWLOCK: RwLock<P, u8> = RwLock::new(7);
            static FAIR: RwLock<P, u8> = RwLock::with_policy(Policy::PhaseFair, 7);
            static CONDVAR: Condvar<P> = Condvar::new();
            static SEMAPHORE: Semaphore<P> = Semaphore::new(Semaphore::<P>::MAX);
            static BOUNDED: BoundedSemaphore<P> = Semaphore::bounded(2);
            static EVENT: Event<P> = Event::new();
            static BARRIER: Barrier<P> = Barrier::new(1);
            static QUEUE: Queue<P, u8, 65_535> = Queue::new();
            static STACK: LifoQueue<P, u8, 3> = LifoQueue::new();
            static CHANNEL: Channel<P, u8, 3> = Channel::new();
            static FAST: Mpmc<P, u8, 3> = Mpmc::new();
            static ANSWER: Oneshot<P, u8> = Oneshot::new();
            static NEWS: Broadcast<P, u8, 3> = Broadcast::new();
            static SPEED: Watch<P, u8> = Watch::new(1);
            static RING: Spsc<P, u8, 3> = Spsc::new();
            static HEAP: PriorityQueue<P, u8, 3> = PriorityQueue::new();
            static SIGNAL: Signal<P> = Signal::new();
            static ACTING: Barrier<P, fn()> = Barrier::with_action(1, || SIGNAL.set());
            static LATCH: Latch<P> = Latch::new(0);
            static GROUP: WaitGroup<P> = WaitGroup::new();
            static ONCE: Once<P> = Once::new();
            static VALUE: OnceLock<P, u8> = OnceLock::new();
            static LAZY: LazyLock<P, u8> = LazyLock::new(|| 9);

            // Left as it was found: the simulator runs it more than once.
            <P as World>::run(|| {
                assert_eq!(WORD.fetch_add(2, std::sync::atomic::Ordering::Relaxed), 3);
                assert_eq!(WORD.swap(3, std::sync::atomic::Ordering::Relaxed), 5);
                assert_eq!(*MUTEX.lock(), [1, 2, 3]);
                assert_eq!(*REENTRANT.lock(), *REENTRANT.lock());
                assert_eq!([*RWLOCK.read(), *FAIR.write()], [*HANDED.lock(); 2]);
                RAW.lock();
                RAW.unlock().unwrap();
                CONDVAR.notify_all();
                drop(SEMAPHORE.acquire());
                drop(BOUNDED.acquire_many(2));
                EVENT.set();
                EVENT.wait();
                EVENT.clear();
                assert!(BARRIER.wait().unwrap().is_leader());
                QUEUE.put(7);
                assert_eq!(QUEUE.get(), 7);
                QUEUE.task_done().unwrap();
                let (mut producer, mut consumer) = Spsc::share(&RING).unwrap();
                producer.put(7).unwrap();
                assert_eq!(consumer.get(), Ok(7));
                let (sender, receiver) = Channel::share(&CHANNEL).unwrap();
                let (answer, mut answered) = Oneshot::share(&ANSWER).unwrap();
                let (mut subscriber, mut watcher) = (NEWS.subscribe(), SPEED.watch());
                sender.send(1).unwrap();
                answer.send(2).unwrap();
                NEWS.send(3).unwrap();
                SPEED.set(4).unwrap();
                assert_eq!([receiver.recv(), answered.recv()], [Ok(1), Ok(2)]);
                assert_eq!((subscriber.recv(), watcher.changed()), (Ok(3), Ok(4)));
                FAST.put(7).unwrap();
                assert_eq!(FAST.get(), Ok(7));
                STACK.put(7);
                HEAP.put(7);
                assert_eq!([STACK.get(), HEAP.get()], [7, 7]);
                ACTING.wait().unwrap();
                SIGNAL.wait();
                LATCH.wait();
                drop(GROUP.enter());
                ONCE.call_once(|| ());
                assert_eq!((*VALUE.get_or_init(|| 8), *LAZY), (8, 9));
            });
        }
    )* };
}

statics! {
    spin: waitword_tests::platform::SpinThreads;
    masked: waitword_tests::platform::MaskedThreads;
    threads: waitword_tests::platform::Threads;
    #[cfg(all(target_os = "linux", not(waitword_portable)))]
    processes: waitword_tests::platform::Processes;
    sim: waitword_tests::platform::Sim;
}
