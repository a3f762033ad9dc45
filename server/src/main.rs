//! The command line of Yuban.

fn main() {}
