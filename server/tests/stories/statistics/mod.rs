//! Figures: that they are right, what their pages say, and who may not read them.

mod counting;
mod pages;
mod permissions;
