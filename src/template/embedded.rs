//! The golden templates in this binary; the only file that knows they are embedded. `build.rs` writes the table.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
