//! For `yuban seed`: what an older person of the demo city has, and the calls of the last months, each lived through the
//! same acts as anybody's.
