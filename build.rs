//! Embeds `golden-templates/` (written with the template engine).
fn main() {}
