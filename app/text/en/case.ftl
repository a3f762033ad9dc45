case-already-filed = This certificate is already part of another application and cannot be used twice. Look under "my cases", or call 12345.
case-moved-on = This matter has moved on, and this step is not possible now. Look at where it stands.
case-taken-up-by = { $name } took it up first. What you typed is not lost.

notice-submitted = Your application has arrived. Its reference is { $reference }.
notice-asked = "{ $matter }" needs something more from you. Open { $reference } to answer.
notice-done = "{ $matter }" is done. Reference { $reference }.
notice-refused = "{ $matter }" was refused. { $reference } says why, and what you can do.
notice-blocked = "{ $matter }" cannot go on, because something that it needs was not granted. Reference { $reference }.
