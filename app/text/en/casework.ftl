casework-lists = Lists
casework-list-to-take-up = To take up
casework-list-mine = Held by me
casework-list-colleagues = Held by colleagues
casework-list-waiting = Waiting
casework-list-due-today = Due today
casework-list-overdue = Overdue
casework-list-done-today = Done today
casework-queue-title = { $list } ({ $count })
casework-queue-office = { $office }
casework-empty-to-take-up = Nothing waits to be taken up. A new matter appears here by itself as soon as all that it needs is there.
casework-empty-mine = You hold nothing just now. Take something up from "To take up".
casework-empty-colleagues = No colleague holds anything just now.
casework-empty-waiting = Nothing waits for an applicant, another office or a register.
casework-empty-due-today = Nothing is due today.
casework-empty-overdue = Nothing is overdue.
casework-empty-done-today = Nothing was finished today yet. A matter counts as done once the register has answered.
casework-queue-caption = In the order in which they are due
casework-queue-caption-done = Finished today
casework-more = Show the next ones
casework-from-start = Back to the first ones
casework-column-matter = Matter
casework-column-due = Due
casework-column-state = Where it stands
casework-column-holder = Held by
casework-column-arrived = Submitted
casework-column-ended = Finished
casework-nobody = Nobody
casework-me = Me
casework-about = { $name } (no. { $number })

casework-due-on = { $date }
casework-due-today = due today
casework-due-in = { $count ->
    [one] { $count } working day left
   *[other] { $count } working days left
}
casework-late-by = { $count ->
    [one] { $count } working day late
   *[other] { $count } working days late
}
casework-late-no-day = was due on the last working day
casework-due-none = No date yet
casework-due-paused = clock paused
casework-provisional = provisional: that year's holidays are not published yet

casework-stage-waiting = Waiting for what it needs
casework-stage-ready = To be taken up
casework-stage-in-review = In review
casework-stage-awaiting-applicant = Waiting for the applicant's answer
casework-stage-recording = Decided, waiting for the register
casework-stage-open = Open to be done elsewhere
casework-stage-done = Done
casework-stage-refused = Refused
casework-stage-withdrawn = Withdrawn by the applicant
casework-stage-blocked = Cannot go on

casework-waits-applicant = For the applicant's answer, since { $since }
casework-waits-answer-by = answer by { $date }
casework-waits-confirmer = For the other party's confirmation
casework-waits-other-matter = For another matter of the same application
casework-waits-register = For the register's answer

casework-back-to-queue = Back to the list
casework-back-to-matter = Back to this matter
casework-matter-heading = The matter
casework-reference = Reference
casework-service = Part of
casework-promised = Promised by
casework-legal-days = The law allows
casework-days = { $count ->
    [one] { $count } working day
   *[other] { $count } working days
}
casework-held-by = Held by
casework-submitted = Submitted
casework-state = Where it stands

casework-acts = What you can do now
casework-take-up = Take up
casework-put-back = Put back
casework-go-decide = Approve…
casework-go-refuse = Refuse…
casework-go-ask = Ask the applicant…
casework-no-acts = There is nothing for you to do here just now.
casework-own-case = You or somebody of your household is a party of this application, so you may not take it up. A colleague will.
casework-held-by-other = { $name } holds this matter. To work on it yourself, have it put back first.
casework-half-written = You began to write something:
casework-half-decision = a note to an approval
casework-half-refusal = a refusal
casework-half-question = a list for the applicant

casework-differences = What wants a look
casework-no-differences = Every value agrees with its source. Nothing wants a second look.
casework-unverified = Typed by hand, not confirmed by { $source }
casework-declined = Typed by hand; the applicant did not agree that { $source } is asked, so it was not
casework-corrected = { $source } was said to be wrong and has been corrected since; before it said: { $was }
casework-disputed = The applicant says that the source is wrong and that it is: { $says }
casework-differs = { $source } now says: { $says }
source-says-nothing = nothing
casework-now-confirmed = Typed by hand; { $source } has since said the same
casework-declared = Stated by the applicant
casework-from-source = From { $source }, { $time }
casework-application = The application
casework-fields-case = About the application
casework-fields-applicant = About the applicant
casework-fields-confirmer = About the other party
casework-fields-subject = About the person concerned
casework-fields-of = About { $name }
casework-no-fields = This application holds nothing that your office needs to see.

casework-siblings = How far every office has come
casework-column-part = Matter
casework-column-office = Office
casework-column-when = Due or finished
casework-this-matter = this matter
casework-needed = this matter needs its result
casework-no-date = none

casework-waits = What the applicant was asked
casework-asked-at = Asked { $time }
casework-answered-at = Answered { $time }
casework-not-answered = Not answered yet
casework-question-was = Asked for
casework-answer-was = The applicant's answer

casework-recorded = Decision and result
casework-was-approved = Approved
casework-was-refused = Refused
casework-decision = Decision
casework-reason = Reason
casework-legal-basis = Legal basis
casework-text-said = Note to the applicant
casework-register-says = The register did not take it, and said: { $words }

casework-parties = Parties
casework-role-applicant = Applicant
casework-role-subject = For whom
casework-role-confirmer = Asked to confirm
casework-confirmation-asked = not confirmed yet
casework-confirmation-confirmed = confirmed
casework-confirmation-declined = declined
casework-confirmation-expired = invitation expired
casework-confirmation-counter = will confirm at a counter
casework-confirmation-counter-confirmed = confirmed at a counter

casework-journal = Journal
casework-journal-when = When
casework-journal-who = Who
casework-journal-what = What
casework-by-applicant = Applicant { $name }
casework-by-confirmer = Other party { $name }
casework-by-caseworker = Caseworker { $name }
casework-by-supervisor = Supervisor { $name }
casework-by-portal = The portal
casework-by-other = Somebody else
casework-moved = from "{ $from }" to "{ $to }"
casework-began = to "{ $to }"

casework-step-submit = Application submitted
casework-step-already-done = Already done, as a register confirmed
casework-step-already-declared = Already done, as the applicant says; no register has confirmed it yet
casework-step-unlock = All that it needs is there
casework-step-take-up = Taken up
casework-step-put-back = Put back
casework-step-ask-applicant = Applicant asked
casework-step-answer = Applicant answered
casework-step-approve = Approved
casework-step-refuse = Refused
casework-step-register-answered = The register answered
casework-step-register-refused = The register did not take it
casework-step-report-done = Reported as done elsewhere
casework-step-withdraw = Withdrawn
casework-step-block = Cannot go on, as what it needs was not granted
casework-step-invite = Other party invited to confirm
casework-step-confirm = Other party confirmed
casework-step-decline = Other party declined
casework-step-invitation-expired = Invitation expired
casework-step-go-to-counter = Confirmation will be given at a counter
casework-step-source-answered = A register answered later about what was typed by hand
casework-step-other = Another entry

casework-decision-title = Approve: { $name }
casework-will-be-written = When you confirm, this is written into { $source }
casework-will-be-written-why = The register gets exactly this; what asterisks hide here is written in full. Once it has answered, the applicant gets: { $result }.
casework-nothing-written = This matter is written into no register. It is done when you approve, and the applicant gets: { $result }.
casework-nothing-to-show = There is nothing to write.
casework-note-label = Note to the applicant
casework-note-hint = The applicant reads it. Leave it empty if there is nothing to say.
casework-approve-and-write = Approve and write
casework-approve = Approve
casework-keep = Save, go on later

casework-refusal-title = Refuse: { $name }
casework-refusal-intro = The applicant reads the reason, its legal basis, your note, and how to appeal.
casework-reason-label = Reason
casework-refusal-text-label = Note to the applicant
casework-refusal-text-hint = Say what is missing, why, and what would make it possible. Use everyday words.
casework-refuse = Refuse

casework-question-title = Ask the applicant: { $name }
casework-question-intro = Put everything into one list, so that the applicant is asked once. While they answer, this matter's clock stands.
casework-question-label = What is missing
casework-question-hint = One thing a line: what it is, and why it is needed.
casework-answer-by-label = Answer by
casework-answer-by-hint = Usually 15 working days. Choose a working day, for example 27 3 2026.
casework-ask = Send to the applicant

casework-standing-held-by = { $name } holds this matter.
casework-standing-not-taken-up = Take this matter up before you decide.
casework-standing-moved-on = This matter now stands at "{ $stage }", and this step is not possible.
casework-kept-text = What you typed
casework-kept-hint = Nothing is lost. It is on this page again when you may go on.
casework-nothing-kept = You have not typed anything yet.

casework-fault-reason = Choose a reason
casework-fault-refusal-text = Write a note to the applicant
casework-fault-question = Write what the applicant is asked for
casework-fault-too-long = At most { $most } characters
casework-fault-date = Enter a real date, for example 27 3 2026
casework-fault-date-past = The date to answer by must lie after today
casework-fault-date-far = The date to answer by must lie within a year
casework-fault-date-off = Nobody works on that day. Choose a working day
casework-fault-changed = What will be written has changed while you were looking. Check it once more, then approve.

casework-conflict-own-case = You or somebody of your household is a party of this application, so you may not work on it. A colleague will.
casework-conflict-take-up-first = Nobody holds this matter just now. Take it up before you decide. What you typed is not lost.

casework-the-source = the source
casework-label-of = { $whose }: { $label }
casework-two-clauses = { $first }; { $second }
casework-stage-unanswered = Not answered, at rest
casework-stage-offered = Offered to another district
casework-stage-proposed = Proposed, to be confirmed by a colleague
casework-stage-held = Decided, can still be recalled
casework-half-proposal = Why it goes back to a colleague
casework-go-confirm = Confirm or send back…
casework-go-recall = Look at it, or recall it…
casework-proposal-title = Confirm: { $name }
casework-held-title = Decided: { $name }
casework-held-until = This decision leaves at { $time }. Until then it can be recalled; nobody outside the office sees it.
casework-proposed-by = { $name } proposes this decision. It leaves once you have confirmed it.
casework-confirm = Confirm this decision
casework-send-back = Send it back
casework-send-back-label = If you do not agree: why
casework-send-back-hint = Only colleagues read this.
casework-recall = Recall the decision
casework-standing-proposer = You proposed this decision: another colleague has to confirm it.
casework-fault-remark = Say why
casework-step-allow-another-request = A supervisor allowed a second request
casework-step-receive-at-counter = The applicant brought it to the counter
casework-step-close-unanswered = Not answered in time: at rest
casework-step-reopen = Opened again
casework-step-hand-over = Handed over by a supervisor
casework-step-take-over = Taken over from a colleague
casework-step-send-on = Sent on to another office
casework-step-offer = Offered to another district
casework-step-accept-offer = Accepted from another district
casework-step-decline-offer = Not accepted from another district
casework-step-countersign = Confirmed by a second person
casework-step-send-back = Sent back by a second person
casework-step-recall = Decision recalled
casework-step-issue-approval = Approval issued
casework-step-issue-refusal = Refusal issued
casework-step-clock-promised-nearly-over = Four fifths of the promised time are over: holder reminded
casework-step-clock-promised-over = Promised time is over: supervisor told
casework-step-clock-promised-long-over = Three working days past the promise: bureau told
casework-step-clock-legal-nearly-over = Four fifths of the legal time are over: holder reminded
casework-step-clock-legal-over = Legal time is over: supervisor told
casework-step-clock-legal-long-over = Three working days past the legal time: bureau told
casework-receive = Received at the counter
casework-close-unanswered = Not answered in time: let it rest
casework-reopen = Open it again
casework-brings = The applicant brings it to the counter ({ $time }).
casework-allow-label = Why the applicant has to be asked once more
casework-allow-hint = Only where one request did not settle it. The reason is kept.
casework-allow = Allow one more request
casework-ask-registers = Ask the registers once more
casework-ask-registers-hint = Only those for which the applicant gave leave; each call is recorded, and the applicant sees it.
casework-no-leave = The applicant’s leave has ended or was not given: the registers cannot be asked.
casework-step-will-bring = The applicant brings it to the counter
casework-step-asked-registers = Registers asked once more
casework-go-allow = Allow a second request…
casework-step-absence-marked = A supervisor marked an absence
casework-step-absence-ended = The absence has ended
casework-step-find = Searched
casework-step-rating = Rated by the applicant

casework-clocks-title = Time reminders ({ $count })
casework-clocks-count = { $count ->
    [one] { $count } time reminder
   *[other] { $count } time reminders
}
casework-clocks-caption = The oldest first
casework-clocks-intro = Press “Seen” when you have seen one. When the matter is finished, its reminders go by themselves.
casework-clocks-empty = No time reminders.
casework-clocks-what = Reminder
casework-clocks-know = Seen
casework-clocks-known = : { $name } { $reference }, { $what }
casework-clocks-whole-case = The whole application
casework-clock-promised-nearly-over = Four fifths of the promised time are over
casework-clock-promised-over = Past the promised date
casework-clock-promised-long-over = Three working days past the promised date
casework-clock-legal-nearly-over = Four fifths of the legal time are over
casework-clock-legal-over = Past the legal date
casework-clock-legal-long-over = Three working days past the legal date
casework-step-clock-known = Time reminder seen
casework-step-confirm-in-person = Other party confirmed in person
casework-step-own-part-in-person = Other party gave their part in person
casework-step-correct-account = Account corrected
casework-step-end-posting = Posting over
casework-step-grant = Entitlement granted
casework-step-paid-out = Paid
casework-step-came-back = Sent back by the bank later
casework-step-rating-answered = Answered a low rating
casework-step-pay-again = Paid again
casework-step-enter-fact = Entered from a document
casework-step-post-again = Posted again
casework-step-answer-posting = Objection to a posting answered
casework-step-object-amount = Said that an amount is wrong
casework-step-confirm-fact = Agreed to what a document says
casework-step-refuse-fact = Did not agree to what was entered
casework-step-planned = Next one planned
casework-step-prepared = Month reckoned
casework-step-voucher-proposed = Voucher proposed
casework-step-voucher-issued = Voucher issued
casework-step-voucher-refused = Voucher not issued
casework-step-rated = Rated by the person
casework-step-recheck = Checked again
casework-under-mandate = acts under { $reference }
casework-stage-posted = Shown in public
casework-posted = It is posted, and nobody has objected. Whoever does is answered here:
casework-posted-objections = { $count ->
    [one] { $count } objection waits for an answer,
   *[other] { $count } objections wait for an answer,
} and it does not go on before that. Whoever is posted is heard first.
