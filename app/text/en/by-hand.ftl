# What is typed where a register does not answer, or may not be asked.

by-hand-title = What the registers do not say
by-hand-lead = Some registers are not answering, or you did not want them asked. What you enter here is checked later; your application is taken now.
by-hand-street = Street or township where the household is registered
by-hand-street-hint = As in the household book. It decides which office works on this.
by-hand-street-empty = Choose the street or township
by-hand-not-known = Not known
casework-as-of = As of { $time }; the register has not been asked again since
