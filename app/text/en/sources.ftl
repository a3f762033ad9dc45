known-stale = The register is not answering now. This is what it said at the time given; we check again later.
looked-outcome-from-before = Not asked again: the last answer was used once more
looked-outcome-from-before-stale = The register did not answer; its last answer was used once more
looked-outcome-resting = Not asked: the register had just failed to answer several times
looked-outcome-busy = Not asked: too many people were asking at once
looked-outcome-no-leave = Not asked: you have not given leave, or withdrew it

look-title = One look
look-ask-link = Ask this office why it looked
look-ask-title = Ask this office
look-ask-label = What would you like to know?
look-ask-hint = Your question goes straight to the office that looked. It answers by { $date }, and you are told.
look-ask-send = Send the question
look-words-empty = Write something before you send it
look-words-long = At most 1,000 characters
look-your-question = Your question
look-your-questions = What you have asked
look-all-looks = All looks
look-question-of = About the look of { $time }
look-asked = Question
look-answer = Answer
look-answer-due = Not answered yet; by { $date } at the latest
look-answered = { $answer } ({ $time })
look-already-answered = Somebody has answered this question already.
look-notice-event = Your question was answered
look-notice = { $office } has answered your question about a look at your data. See “Who looked at my data”.
look-held-count = { $count ->
    [one] { $count } look is not shown yet by law. It is shown here once its time is over.
   *[other] { $count } looks are not shown yet by law. They are shown here once their time is over.
}
look-was-held = Was not shown by law until { $date }: { $basis }
look-basis-confidential = Personal Information Protection Law, art. 18: a law or regulation demands confidentiality
look-basis-hindered = Personal Information Protection Law, art. 35: telling would hinder an organ of state in its lawful duty
look-hold-title = Held back by law
look-hold-lead = Where a law lets your office look without saying so at once, its looks at a case can be held back for a while. How many there are is told from the first day; all of them are shown afterwards.
look-hold-basis = Legal basis
look-hold-until = Held back until
look-hold-until-hint = Half a year at most
look-hold-send = Hold back
look-hold-reference-empty = Enter the reference of the case
look-hold-basis-empty = Choose the legal basis
look-hold-until-wrong = Enter a day within half a year from today
look-hold-not-looked = Your office has not looked at a case with this reference
look-held = { $reference } is held back until { $date }: { $basis }
looks-desk-nav = Questions about looks
looks-desk-waiting = questions wait for an answer
looks-desk-title = Citizens ask: why did you look at my data?
looks-desk-count = { $count ->
    [0] No question waits for an answer.
    [one] { $count } question waits for an answer.
   *[other] { $count } questions wait for an answer.
}
looks-desk-due = To be answered by { $date }
looks-desk-late = Late: was to be answered by { $date }
looks-desk-looked-at = Looked at
looks-desk-send = Send the answer
looks-desk-answered = Answered
looks-desk-none-answered = None has been answered yet.
leave-given-title = Leave I have given
leave-given-lead = You can take leave back until the case is decided; with the decision it ends by itself. Once you take it back, this register is not asked any more. What you have handed in stays as it is; you may have to bring what is missing yourself.
leave-given-none = No leave of yours holds now.
leave-given-no-case = Not handed in
leave-given-at = Given
leave-given-until = Holds until
leave-given-withdraw = Take leave back
leave-given-gone = This leave is over, or was taken back already.
leave-given-decided = The case is decided: leave ended with it and cannot be taken back any more. Nobody asks this register for it again.
casework-step-leave-withdrawn = The applicant took leave back

correction-open = Waits for the register’s owner
correction-corrected = Corrected
correction-stands = Checked, and not changed
correction-whom = Whom it is about
correction-value = The register says
correction-says = Said to be
correction-why = What you found, and why
correction-made = Corrected in the register
correction-refused = The register is right
correction-changed = A register has just said something else. Look at it before you decide.
corrections-own = Requests for correction about me
corrections-desk-title = Requests for correction
corrections-desk-count = { $count ->
    [0] No request waits to be checked.
    [one] { $count } request waits to be checked.
   *[other] { $count } requests wait to be checked.
}
correction-notice-event = Your request for correction has a result
correction-notice-corrected = { $register } was corrected; the office that works on your case sees what it says now.
correction-notice-stands = { $register } was checked and not changed. The reason stands under “Who looked at my data”.
looked-purpose-correction = Checking a request for correction
casework-step-correction-answered = The owner of a register answered a request for correction
correction-both = The register says { $value }; said to be { $says }
corrections-in-case = Registers asked to check

# In the journal.
casework-step-correction-asked = Correction asked for
casework-step-look-asked = Asked why somebody looked
casework-step-look-answered = Question about a look answered
casework-step-looks-held = Looks held back by law
