known-stale = The register is not answering now. This is what it said at the time given; we check again later.
looked-outcome-from-before = Not asked again: the last answer was used once more
looked-outcome-from-before-stale = The register did not answer; its last answer was used once more
looked-outcome-resting = Not asked: the register had just failed to answer several times
looked-outcome-busy = Not asked: too many people were asking at once
looked-outcome-no-leave = Not asked: you have not given leave, or withdrew it
