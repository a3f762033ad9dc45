case-already-filed = This certificate is already part of another application and cannot be used twice. Look under "my cases", or call 12345.
case-claimed-elsewhere = already part of another application
case-moved-on = This matter has moved on, and this step is not possible now. Look at where it stands.
case-taken-up-by = { $name } took it up first. What you typed is not lost.

notice-submitted = Your application has arrived. Its reference is { $reference }.
notice-asked = "{ $matter }" needs something more from you. Open { $reference } to answer.
notice-done = "{ $matter }" is done. Reference { $reference }.
notice-refused = "{ $matter }" was refused. { $reference } says why, and what you can do.
notice-blocked = "{ $matter }" cannot go on, because something that it needs was not granted. Reference { $reference }.
notice-unanswered = “{ $matter }” got no answer from you and rests. Open { $reference }: one press starts it again.
notice-asked-reminder = “{ $matter }” still waits for your answer, and the day is near. Open { $reference } to answer.
notice-sent-on = “{ $matter }” has gone to another office, which goes on with it; the date stays. Open { $reference } to read why.
case-asked-before = The applicant has been asked once already. A second request needs a supervisor’s reason.
case-may-still-answer = The day to answer by has not passed: the applicant may still answer.
