//! The golden templates in this binary. Only this file knows that they are embedded; `build.rs` generates the table.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
