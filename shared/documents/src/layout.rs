//! Pages: text in any script, tables that break, tags that a screen reader follows.

pub(crate) mod face;
pub(crate) mod hangul;
pub(crate) mod lines;
pub(crate) mod logo;
pub(crate) mod mark;
pub(crate) mod print;
pub(crate) mod shape;
pub(crate) mod sheet;
pub(crate) mod style;
pub(crate) mod table;
pub(crate) mod tags;
