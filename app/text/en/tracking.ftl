## The sentence
tracking-sentence-answer = It is your turn: { $office } needs an answer from you about “{ $matter }” by { $date }; until then its clock stands still.
tracking-sentence-answer-past = It is your turn: { $office } asked you to answer about “{ $matter }” by { $date }; the day has passed, but you can still answer.
tracking-sentence-answers = It is your turn: { $number } questions wait for your answer, the first until { $date }.
tracking-sentence-not-asked = It is your turn: { $matters } also needs { $confirmer } to confirm; pass the link on, or finish at the counter of { $office }.
tracking-sentence-declined = It is your turn: { $matters } was not confirmed, because { $confirmer } declined; invite again, or finish at the counter of { $office }.
tracking-sentence-expired = It is your turn: the link for { $confirmer } ran out before { $matters } was confirmed; invite again, or finish at the counter of { $office }.
tracking-sentence-counter = It is your turn: { $matters } waits for you at the counter of { $office }.
tracking-sentence-late-not-taken-up = “{ $matter }” is late: { $office } has had it since { $since } and promised it by { $promised }, and nobody has taken it up yet.
tracking-sentence-late-not-decided = “{ $matter }” is late: { $office } has had it since { $since } and promised it by { $promised }, and has not decided yet.
tracking-sentence-late-register = “{ $matter }” is late: { $office } has had it since { $since } and promised it by { $promised }; it is decided, but the register has not answered yet.
tracking-sentence-refused-rest-goes-on = { $office } did not grant { $matters }; what does not depend on it goes on, { $done } of { $of } done.
tracking-sentence-refused-rest-done = { $office } did not grant { $matters }; everything that does not depend on it is done, { $of } of { $of }.
tracking-sentence-refused-all = { $office } did not grant { $matters }, and nothing else can go on without it.
tracking-sentence-confirmer = { $matters } waits for { $confirmer } to confirm, until { $until }.
tracking-sentence-confirmer-others-go-on = { $matters } waits for { $confirmer } to confirm, until { $until }; everything else goes on.
tracking-sentence-own-part = { $matters } waits for { $confirmer } to add what only they can.
tracking-sentence-own-part-others-go-on = { $matters } waits for { $confirmer } to add what only they can; everything else goes on.
tracking-sentence-under-way = { $done } of { $of } done; { $office } has the longest part, “{ $matter }”, since { $since }; everything by { $by }.
tracking-sentence-being-recorded = { $done } of { $of } done; the rest is being entered in the registers.
tracking-sentence-visit = { $matters } needs a visit: when, who comes, and what they found stand on a page of its own.
tracking-sentence-left-to-you = It is your turn: { $matters } is left for you to do.
tracking-sentence-left-to-you-by = It is your turn: { $matters } is left for you to do, by { $by }.
tracking-sentence-done = Everything is done; the last part was done on { $date }.
tracking-sentence-ended = This application has ended: { $done } of { $of } done, the rest withdrawn.
tracking-sentence-withdrawn = You withdrew this application on { $date }.

tracking-invited = You are asked to confirm what was declared for “{ $service }”, until { $until }.
tracking-own-part-wanted = { $matters } of “{ $service }” waits for you yourself: { $what }.

## My cases
tracking-my-cases = My cases
tracking-waiting-title = What waits for you
tracking-no-cases = You have no cases yet. Once you have sent an application, you can follow it here.
tracking-older-cases = Older cases
tracking-submitted-on = sent on { $date }

## Progress
tracking-case-title = { $service } ({ $reference }): progress
tracking-case-reference = Reference
tracking-act-answer = Answer the question
tracking-act-confirmation = Ask for the confirmation
tracking-act-confirmation-state = See how the confirmation stands
tracking-act-done-elsewhere = I have done this
tracking-stage-waiting = Not begun yet
tracking-stage-waiting-confirmation = Waits for a confirmation
tracking-stage-ready = Arrived, to be taken up
tracking-stage-in-review = Being worked on
tracking-stage-awaiting-applicant = Waits for you
tracking-stage-recording = Being entered in the register
tracking-stage-open = You can do it now
tracking-stage-done = Done
tracking-stage-refused = Not granted
tracking-stage-withdrawn = Withdrawn
tracking-stage-blocked = Cannot go on
tracking-note-starts-after = Begins by itself once { $matters } is done.
tracking-note-may-start-after = You can do it once { $matters } is done.
tracking-note-confirmer = It also waits for { $confirmer } to confirm.
tracking-note-own-part = It also waits for { $confirmer } to add what only they can.
tracking-note-expected = Expected on this day if everything before it takes the time that was promised.
tracking-note-promised = Why this day: { $count ->
    [one] { $count } working day is promised,
   *[other] { $count } working days are promised,
} counted from the working day after { $begins }; weekends do not count.
tracking-note-provisional = Next year's holidays are not published yet, so this day is provisional.
tracking-note-late = The promised day has passed. You can ring the office and ask.
tracking-note-result = { $label }: { $value }
tracking-note-next = Next: { $next }
tracking-note-within = By { $date } at the latest.
tracking-note-own-word = This is what you told us.
tracking-note-there-before = It was there before you applied; nothing to do.
tracking-note-refused = Reason: { $reason } ({ $basis })
tracking-note-refused-text = In the caseworker's words: { $text }
tracking-note-register-says = The register's answer: { $text }
tracking-note-appeal = If you do not agree, you can ask for administrative reconsideration within 60 days, or go to court within six months; 12345 tells you where.
tracking-note-blocked = Because { $matters } was not granted or was withdrawn.
tracking-office-unknown = The office in charge
tracking-confirmer-unnamed = the other party
tracking-office-hidden = An office that only { $confirmer } can see
tracking-confirmation-title = Confirmation
tracking-confirmation-invited = The invitation for { $confirmer } is open until { $until }.
tracking-confirmation-confirmed = It was confirmed by { $confirmer }.
tracking-confirmation-declined = It was declined by { $confirmer }.
tracking-confirmation-expired = The link for { $confirmer } has run out.
tracking-confirmation-counter = It will be done at the counter; nothing more is asked of { $confirmer } here.
tracking-confirmation-not-asked = Nothing was sent to { $confirmer } yet.
tracking-declared-title = What you sent
tracking-declared-source = from { $source }, { $at }
tracking-state-unverified = filled in by hand; not confirmed by { $source } yet
tracking-state-denied = filled in by hand; { $source } may not be asked at present, the office looks at it
tracking-state-declined = filled in by hand; there was no leave to ask { $source }, so nobody did
tracking-state-confirmed = filled in by hand; the register has since said the same
tracking-state-differs = the register says something else; the office looks into it
tracking-state-disputed = said to be wrong; the register has been asked to check it
tracking-state-corrected = was said to be wrong, and has been corrected in the register
tracking-more-title = You can also
tracking-more-receipt = See the receipt and the enquiry code
tracking-more-calendar = Put the day into your calendar
tracking-more-withdraw = Withdraw the application or a part of it
tracking-print = This page prints on one sheet of A4.
tracking-live = This page updates by itself when something happens.
tracking-saved-title = It has arrived
tracking-saved = Your answer has reached the office, and its clock runs again.
tracking-withdrawn-title = Withdrawn
tracking-withdrawn = What you chose is withdrawn. What was done stays done.

## Answering
tracking-answer-title = Answer { $office } about “{ $matter }”
tracking-answer-question = What { $office } asks
tracking-answer-by = Answer by { $date }. Until you do, the office's clock stands still.
tracking-answer-label = Your answer
tracking-answer-hint = Answer everything in one go. You can save it and finish later.
tracking-answer-send = Send the answer
tracking-save-for-later = Save and finish later
tracking-answer-empty = Write your answer
tracking-answer-too-long = Your answer must be 4,000 characters or fewer; it has { $count }

## Withdrawing
tracking-withdraw-title = Withdraw the application or a part of it
tracking-withdraw-legend = What do you want to withdraw?
tracking-withdraw-all = Everything that can be withdrawn
tracking-withdraw-stops = Then { $matters } cannot go on either.
tracking-withdraw-stays = Done, and stays valid: { $matters }.
tracking-withdraw-under-way = Being entered in a register just now, and cannot be stopped: { $matters }.
tracking-withdraw-nothing = Nothing can be withdrawn now.
tracking-withdraw-again = After withdrawing, you can apply again.
tracking-withdraw-button = Withdraw what is ticked
tracking-withdraw-empty = Choose what to withdraw
tracking-withdraw-back = Keep everything and go back

## Done elsewhere
tracking-elsewhere-title = Is “{ $matter }” done?
tracking-elsewhere-legend = On which day was it done?
tracking-elsewhere-hint = For example 2026 3 15
tracking-elsewhere-button = Tell us that it is done
tracking-elsewhere-empty = Enter the day on which it was done
tracking-elsewhere-no-date = The day on which it was done must be a real date, such as 2026 3 15
tracking-elsewhere-future = The day on which it was done must be today or earlier

## The receipt
tracking-receipt-title = Your application has arrived
tracking-receipt-reference = Your reference
tracking-receipt-code = Enquiry code: { $code }
tracking-receipt-code-hint = With the reference and this code, progress can be looked up without signing in: stages and dates only, no names. Tell it only to people you trust.
tracking-receipt-code-off = Looking up without signing in is switched off.
tracking-receipt-switch-off = Switch off looking up without signing in
tracking-receipt-switch-on = Switch on looking up without signing in
tracking-receipt-next = What happens next
tracking-receipt-next-offices = Your application is with the offices now; you need not go anywhere. If they need something, they ask you here, or ring the number you gave.
tracking-receipt-next-by = Everything is expected to be done by { $date }.
tracking-receipt-next-confirmer = Some parts also need { $confirmer } to confirm.
tracking-receipt-who = Who may ring you
tracking-receipt-never = They never ask for a password or a code, and never for money.
tracking-receipt-to-case = Follow the progress
tracking-receipt-submitted = { $service }, received { $at }.

## Asking the other party
tracking-ask-title = Ask { $confirmer } to confirm
tracking-ask-why = { $matters } needs { $confirmer } to confirm. Everything else does not wait.
tracking-ask-how = You get a link to pass on yourself. It holds nothing personal, opens only for that person once signed in, and is good for { $days } days. They also see it when they sign in here, and are reminded here twice.
tracking-ask-sees = They see your name and what is declared in common for this application. They do not see your address, phone, account or identity number.
tracking-ask-button = Make the link
tracking-ask-again-button = Invite again
tracking-ask-link = Pass this link on
tracking-ask-until = It is good until { $date }.
tracking-ask-waiting = Waiting for { $confirmer } to confirm.
tracking-ask-confirmed = Confirmed by { $confirmer } on { $date }. Nothing more to do.
tracking-ask-declined = Not confirmed: { $confirmer } declined.
tracking-ask-expired = The last link ran out without an answer.
tracking-ask-not-needed = Nothing waits for a confirmation now.
tracking-decline-not-right = They say that something declared is not right.
tracking-decline-not-agreed = They do not agree.
tracking-decline-not-said = They gave no reason.
tracking-ask-rather-not = I cannot or would rather not ask
tracking-counter-title = Finish at the counter, without asking
tracking-counter-lead = You need not say why, and nobody is told. Bring your identity card to this counter.
tracking-counter-open-link = If you have made a link, it stops working; whoever opens it reads only that it no longer works.
tracking-counter-button = Finish at the counter
tracking-counter-chosen = It will be finished at the counter.
tracking-counter-matters = For { $matters }
tracking-counter-address = Address
tracking-counter-phone = Phone
tracking-counter-hours = Hours
tracking-counter-help-title = If you need help
tracking-counter-help-now = In danger, call 110.
tracking-counter-help-women = The women's helpline is 12338.
tracking-counter-back-to-link = Ask for the confirmation after all

## The invited person
tracking-invitation-title = { $applicant } asks you to confirm
tracking-invitation-lead = { $applicant } has applied for “{ $service }”. { $matters } needs your own confirmation.
tracking-invitation-declared = Check what was declared
tracking-invitation-until = The invitation is good until { $date }.
tracking-invitation-effect = Once you confirm, the offices begin. Your address, phone, account and identity number are not shown to { $applicant }.
tracking-invitation-declaration = I have checked the above, and I agree.
tracking-invitation-tick = Tick “I have checked the above, and I agree” first
tracking-invitation-leave = Which registers may we ask about you?
tracking-invitation-leave-hint = For this matter only, and every call is recorded. Take the tick away where you would rather not; you can confirm all the same.
tracking-invitation-own = What was found about you
tracking-invitation-own-never = It is used only by the offices that need it; { $applicant } does not see it.
tracking-invitation-left = { $matters } still waits for you: { $what }.
tracking-invitation-confirmed-what = What you confirmed
tracking-invitation-confirm = Confirm
tracking-invitation-decline-title = If you do not agree
tracking-invitation-decline-lead = { $applicant } sees only the line that you choose here.
tracking-invitation-decline-legend = Why? (optional)
tracking-invitation-decline-not-right = Something declared is not right
tracking-invitation-decline-not-agreed = I do not agree
tracking-invitation-decline-not-said = I would rather not say
tracking-invitation-decline = Decline
tracking-invitation-confirmed-title = You have confirmed
tracking-invitation-confirmed = Nothing more to do. The offices will be in touch if they need you.
tracking-invitation-declined-title = You have declined
tracking-invitation-declined = It is noted. If you change your mind, ask to be invited again.
tracking-invitation-not-open-title = This link no longer works
tracking-invitation-not-open = It cannot be used any more. Ask the person who sent it to you.
tracking-invitation-not-yours = This link can no longer be answered. Open it again to see how it stands.

## Looking up
tracking-look-up-title = Look up progress
tracking-look-up-lead = With the reference and the six-digit enquiry code from the receipt, without signing in. It shows stages and dates only.
tracking-look-up-reference = Reference
tracking-look-up-reference-hint = For example NB-7K3M-92QF-X; capitals and hyphens do not matter
tracking-look-up-code = Enquiry code
tracking-look-up-code-hint = The six digits on the receipt
tracking-look-up-button = Look up
tracking-look-up-no-reference = Enter the reference
tracking-look-up-reference-form = The reference is two letters and nine characters, such as NB-7K3M-92QF-X
tracking-look-up-reference-mistyped = One character of the reference is mistyped; compare it with the receipt
tracking-look-up-no-code = Enter the enquiry code
tracking-look-up-code-form = The enquiry code is six digits
tracking-look-up-no-such-pair = Reference and enquiry code do not belong together, or looking up without signing in is switched off. You can also sign in to see it
tracking-look-up-found = { $service }: progress
tracking-look-up-by = Everything is expected to be done by { $date }.
tracking-look-up-table = Stages and dates of every part
tracking-look-up-column-matter = Part
tracking-look-up-column-stage = Progress
tracking-look-up-column-date = Date
tracking-look-up-done-on = done on { $date }
tracking-look-up-expected = expected { $date }
tracking-look-up-again = Look up another
tracking-look-up-no-names = Names and results are not shown here; sign in to see everything.

## Notices
tracking-notices-title = Notices
tracking-notices-none = No notices yet.
tracking-notices-unread = Unread
tracking-notices-open = Open { $reference }
tracking-notices-all-read = Mark all as read
tracking-notices-older = Older notices
tracking-notice-confirmed = Confirmed by { $confirmer }: { $matters } can begin. Reference { $reference }.
tracking-notice-confirmed-own-part = Confirmed by { $confirmer }; { $matters } still waits for them to add what only they can. Reference { $reference }.
tracking-notice-own-part = { $confirmer } has added their part: { $matters } can begin. Reference { $reference }.

casework-step-own-part = added what only they can
casework-step-office-found = passed to the office in charge of the registered place
tracking-notice-declined = Declined by { $confirmer }: { $matters }. Invite again, or finish at the counter. Reference { $reference }.
tracking-notice-expired = The link for { $confirmer } ran out before { $matters } was confirmed. Invite again, or finish at the counter. Reference { $reference }.
tracking-notice-remind-applicant = { $matters } still waits for { $confirmer } to confirm, until { $until }. Reference { $reference }.
tracking-notice-remind-confirmer = Something still waits for your own confirmation, until { $until }. Reference { $reference }.

tracking-calendar-summary = Yuban { $reference }: everything expected to be done
tracking-stage-unanswered = No answer came: at rest
tracking-act-reopen = Open it again
tracking-sentence-unanswered = It is your turn: { $office } got no answer from you about “{ $matter }”, so it rests; one press opens it again.
tracking-answer-bring = I will bring it to the counter
tracking-answer-brings = On { $date } you said that you bring it to the counter. Once it is there, work goes on; you can also answer here.
tracking-stage-posted = Shown in public
tracking-note-posted = It is shown in public for some working days, with a masked name. Whoever finds something wrong signs in and writes to the community on the page “Postings”, or rings it. Without an objection it goes on by itself.
tracking-note-objected = { $count ->
    [one] Somebody has said that something is wrong with it.
   *[other] { $count } people have said that something is wrong with it.
} The community asks you about it and answers; it does not go on before that. You may ring them yourself.
tracking-act-postings = Postings: what is shown, and how to object
tracking-act-visit = See when somebody comes, and what they found
tracking-stage-visit = A visit is being arranged
tracking-answer-here = Answer here
