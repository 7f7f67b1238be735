//! A buffer of one, two readers, a writer, and one condition variable for "filled" and "emptied".
//!
//! Of those who wait, `notify_one` may wake the one whose condition has not come: it goes back to
//! sleep, and the notification is lost. The repaired form has a condition variable for each.

use insta::assert_snapshot;
use waitword_sim::{Condvar, Mutex, spawn};

use crate::{Form, found, green, name, shared};

struct Buffer {
    item: Mutex<Option<u32>>,
    filled: Condvar,
    emptied: Condvar,
    form: Form,
}

impl Buffer {
    fn emptied(&self) -> &Condvar {
        if self.form.is_broken() {
            &self.filled
        } else {
            &self.emptied
        }
    }

    fn write(&self, item: u32) {
        let mut place = self.item.lock();
        self.emptied().wait_while(&mut place, |item| item.is_some());
        *place = Some(item);
        self.filled.notify_one();
    }

    fn read(&self) -> u32 {
        let mut place = self.item.lock();
        self.filled.wait_while(&mut place, |item| item.is_none());
        let item = place.take().expect("it was waited for");
        self.emptied().notify_one();
        item
    }
}

fn program(form: Form) {
    let (mine, other) = shared(Buffer {
        item: Mutex::new(None),
        filled: Condvar::new(),
        emptied: Condvar::new(),
        form,
    });
    name(&mine.item, "buffer");
    name(&mine.filled, "filled");
    name(&mine.emptied, "emptied");
    let second = other.clone();
    let readers = [
        spawn("reader 0", move || other.read()),
        spawn("reader 1", move || second.read()),
    ];
    mine.write(1);
    mine.write(2);
    let read: u32 = readers.map(|reader| reader.join().unwrap()).iter().sum();
    assert_eq!(read, 3);
}

#[test]
fn is_found() {
    assert_snapshot!(found("deadlock", program));
}

#[test]
fn repaired() {
    green(program);
}
