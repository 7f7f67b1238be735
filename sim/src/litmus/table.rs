//! Named programs, and how many executions each has.
//!
//! The numbers were counted by brute force over all reads-from relations and modification orders,
//! without the simulator.

use super::Program;
use crate::memory::Memory;

/// A program of the literature, and how many executions it has.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    /// What it is called.
    pub name: &'static str,
    /// The program, in [the notation](crate::litmus#the-notation).
    pub text: &'static str,
    sc: u64,
    cpp20: u64,
}

impl Named {
    /// The program.
    pub fn program(&self) -> Program {
        let program = self.text.parse();
        program.expect("the texts of named programs are in the notation")
    }

    /// How many executions there are.
    pub fn executions(&self, memory: Memory) -> u64 {
        match memory {
            Memory::Sc => self.sc,
            Memory::Cpp20 => self.cpp20,
        }
    }
}

/// The named program of this name.
pub fn find(name: &str) -> Option<&'static Named> {
    NAMED.iter().find(|named| named.name == name)
}

const fn named(name: &'static str, sc: u64, cpp20: u64, text: &'static str) -> Named {
    Named {
        name,
        text,
        sc,
        cpp20,
    }
}

/// The named programs.
#[rustfmt::skip]
pub const NAMED: [Named; 56] = [
    named("SB (rel/acq)", 3, 4, "Wx.rel Ry.acq | Wy.rel Rx.acq"),
    named("SB+scfs", 3, 3, "Wx.rlx F.sc Ry.rlx | Wy.rlx F.sc Rx.rlx"),
    named("SB+4sc", 3, 3, "Wx.sc Ry.sc | Wy.sc Rx.sc"),
    named("SB+3sc+acq", 3, 4, "Wx.sc Ry.sc | Wy.sc Rx.acq"),
    named("SB+3sc+rel", 3, 4, "Wx.sc Ry.sc | Wy.rel Rx.sc"),
    named("SB+2sc+scf", 3, 3, "Wx.sc Ry.sc | Wy.rlx F.sc Rx.rlx"),
    named("SB+rfis", 3, 3, "Wx.rel Rx.sc Ry.sc | Wy.rel Ry.sc Rx.sc"),
    named("MP (rel/acq)", 3, 3, "Wx.rel Wy.rel | Ry.acq Rx.acq"),
    named("LB", 3, 3, "Ry.acq Wx.rel | Rx.acq Wy.rel"),
    named("CoRR", 6, 6, "Wx.rel Wx.rel | Rx.acq Rx.acq"),
    named("CoRR0", 4, 4, "Wx.rel | Rx.acq | Rx.acq"),
    named("CoRR1", 36, 36, "Wx.rel | Wx.rel | Rx.acq Rx.acq | Rx.acq"),
    named("CoRR2", 72, 72, "Wx.rel | Wx.rel | Rx.acq Rx.acq | Rx.acq Rx.acq"),
    named("CoRW", 3, 3, "Rx.acq Wx.rel | Wx.rel"),
    named("CoWR", 3, 3, "Wx.rel Rx.acq | Wx.rel"),
    named("2CoWR", 4, 4, "Ry.acq | Rx.acq | Wx.rel | Wy.rel"),
    named("default", 12, 12, "Rx.acq Rx.acq | Wx.rel | Wx.rel"),
    named("2+2W (rel)", 3, 4, "Wx.rel Wy.rel | Wy.rel Wx.rel"),
    named("2+2W+4sc", 3, 3, "Wx.sc Wy.sc | Wy.sc Wx.sc"),
    named("2+2W+scfs", 3, 3, "Wx.rlx F.sc Wy.rlx | Wy.rlx F.sc Wx.rlx"),
    named("2+2W+2sc+scf", 3, 3, "Wx.sc Wy.sc | Wy.rlx F.sc Wx.rlx"),
    named("2+2W+3sc+rel1", 3, 4, "Wx.sc Wy.sc | Wy.rel Wx.sc"),
    named("2+2W+3sc+rel2", 3, 4, "Wx.sc Wy.sc | Wy.sc Wx.rel"),
    named("S", 3, 4, "Wx.rlx Wy.rlx | Ry.rlx Wx.rlx"),
    named("IRIW-acq-sc", 15, 16, "Wx.sc | Rx.acq Ry.sc | Ry.acq Rx.sc | Wy.sc"),
    named("IRIWish", 27, 28, "Wx.rlx | Rx.rlx Wy.rel | Rx.rlx F.ar Ry.rlx | Ry.rlx F.ar Rx.rlx"),
    named("RWC+syncs", 7, 7, "Wx.rlx | Rx.rlx F.sc Ry.rlx | Wy.rlx F.sc Rx.rlx"),
    named("W+RWC", 7, 7, "Wx.rlx Wz.rel | Rz.acq F.sc Ry.rlx | Wy.rlx F.sc Rx.rlx"),
    named("isa2", 7, 7, "Wa.rlx Wb.rel | Rb.acq Wc.rel | Rc.acq Ra.rlx"),
    named("peterZ", 7, 7, "Wx.rlx F.sc Ry.rlx | Wy.rlx Wz.rel | Rz.acq F.sc Rx.rlx"),
    named("Z6+acq", 7, 7, "Wa.rlx F.sc Wb.rlx | Rb.acq Wc.rlx | Wc.rlx F.sc Ra.rlx"),
    named("relseq", 16, 20, "Wx.rlx Wy.rel Wy.rlx | Uy.rlx | Ry.rlx F.ar Rx.rlx"),
    named("cumul-release", 7, 8, "Wx.rlx Wy.rel | Ry.rlx Wz.rlx | Rz.rlx F.ar Rx.rlx"),
    named("detour", 9, 9, "Wx.rlx | Rz.rlx Wx.rlx Rx.rlx Wy.rlx | Ry.rlx Wz.rlx"),
    named("riwi", 3, 3, "Ry.rlx Ux.rlx | Ux.rlx Wy.rel"),
    named("atomicpo", 3, 4, "Wy.rlx F.ar Wx.rlx | Ux.rlx Uy.rlx"),
    named("inc2w", 6, 6, "Ux.rlx | Wx.rel | Ux.rlx"),
    named("binc2", 4, 4, "Ux.rlx Uy.rlx | Ux.rlx Uy.rlx"),
    named("binc3", 36, 36, "Ux.rlx Uy.rlx | Ux.rlx Uy.rlx | Ux.rlx Uy.rlx"),
    named("ainc4", 24, 24, "Ux.rlx | Ux.rlx | Ux.rlx | Ux.rlx"),
    named("viktor-relseq", 180, 180, "Ux.acq Ux.rlx | Ux.rlx Ux.rlx | Ux.rel | Ux.rlx"),
    named("inc+inc+RR+W+RR", 600, 600, "Ux.rlx | Ux.rlx | Rx.rlx Rx.rlx | Wx.rlx | Rx.rlx Rx.rlx"),
    named("fr+w+w+w+reads", 210, 210, "Wx.rlx | Wx.rlx | Wx.rlx | Rx.rlx Rx.rlx Rx.rlx Rx.rlx"),
    named("MP (rlx/rlx)", 3, 4, "Wx.rlx Wy.rlx | Ry.rlx Rx.rlx"),
    named("IRIW (rlx)", 15, 16, "Wx.rlx | Rx.rlx Ry.rlx | Ry.rlx Rx.rlx | Wy.rlx"),
    named("IRIW (rel/acq)", 15, 16, "Wx.rel | Rx.acq Ry.acq | Ry.acq Rx.acq | Wy.rel"),
    named("IRIW (sc)", 15, 15, "Wx.sc | Rx.sc Ry.sc | Ry.sc Rx.sc | Wy.sc"),
    named("WRC (rel/acq)", 7, 7, "Wx.rel | Rx.acq Wy.rel | Ry.acq Rx.acq"),
    named("WRC (rlx)", 7, 8, "Wx.rlx | Rx.rlx Wy.rlx | Ry.rlx Rx.rlx"),
    named("LB (rlx)", 3, 3, "Ry.rlx Wx.rlx | Rx.rlx Wy.rlx"),
    named("SB (rlx)", 3, 4, "Wx.rlx Ry.rlx | Wy.rlx Rx.rlx"),
    named("2+2W (rlx)", 3, 4, "Wx.rlx Wy.rlx | Wy.rlx Wx.rlx"),
    named("R (rlx)", 3, 4, "Wx.rlx Wy.rlx | Wy.rlx Rx.rlx"),
    named("R (sc)", 3, 3, "Wx.sc Wy.sc | Wy.sc Rx.sc"),
    named("SB 3 threads rlx", 7, 8, "Wx.rlx Ry.rlx | Wy.rlx Rz.rlx | Wz.rlx Rx.rlx"),
    named("SB 3 threads sc", 7, 7, "Wx.sc Ry.sc | Wy.sc Rz.sc | Wz.sc Rx.sc"),
];
