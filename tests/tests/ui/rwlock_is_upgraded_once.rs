//! An upgrade uses the right to it up.
use waitword_core::RwLockUpgradableReadGuard;
use waitword_core::spin::RwLock;

static LOCK: RwLock<u32> = RwLock::new(0);

fn main() {
    let guard = LOCK.upgradable_read();
    let _writer = RwLockUpgradableReadGuard::upgrade(guard);
    let _again = RwLockUpgradableReadGuard::upgrade(guard); //~ E0382
}
