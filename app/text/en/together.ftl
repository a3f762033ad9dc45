together-list-to-confirm = To confirm
together-list-held = Can be recalled
together-list-offered-to-us = Offered to us
together-empty-to-confirm = No colleague has proposed a decision. A refusal always appears here, so that a second person looks at it.
together-empty-held = No decision is waiting to leave. For some minutes after a decision, it appears here and can be recalled.
together-empty-offered-to-us = No other district has sent anything here.
together-holder-away = { $name } (away)
together-waits-colleague = For a colleague's confirmation
together-waits-other-office = For another district's answer
together-waits-other-office-until = For another district's answer; if it says nothing by { $date }, it has the matter

together-next = Next
together-take-up-next = Take this one up

together-colleagues = Colleagues
together-column-name = Name
together-column-holds = Holds
together-column-away = Away
together-name-disabled = { $name } (works here no more)
together-name-supervisor = { $name } (supervisor)
together-here = here
together-away-days = from { $from } to { $until }
together-away-from = Away from
together-away-until = Last day away
together-mark-absence = Mark as away
together-end-absence = Is back
together-holds = { $count ->
    [0] Holds nothing
    [one] Holds { $count } matter
   *[other] Holds { $count } matters
}
together-holds-nothing = Nothing is held that somebody would have to go on with.
together-held-by-them = What they hold
together-held-by-now = Held by now: { $name }
together-hand-over-all = { $count ->
    [one] Hand over this matter
   *[other] Hand over all { $count } matters
}
together-handed = { $count ->
    [one] { $count } matter was handed over.
   *[other] { $count } matters were handed over.
}
together-left = { $count ->
    [one] { $count } matter stays: it has moved on, or its application is about the receiver's own household.
   *[other] { $count } matters stay: they have moved on, or their applications are about the receiver's own household.
}
together-to = Who goes on with it
together-hand-over-note = What they should know
together-hand-over-title = Hand over: { $name }
together-hand-over = Hand over
together-nobody-here = Nobody else of this office is here today.
together-take-over = Go on with it myself
together-go-hand-over = Hand over…
together-go-send-on = Belongs to another office…
together-go-answer-offer = Accept or decline…
together-send-on-title = Send to another office: { $name }
together-send-on-intro = An office of this district, or of the city, has it at once. An office of another district has one working day to decline; silence accepts. The promised date stays as it is.
together-office-label = Office
together-other-district = { $name } (another district: may decline)
together-no-other-office = There is no other office of this department.
together-why-label = Why it belongs there
together-why-hint = The applicant reads this on their page.
together-send-on = Send
together-offer-title = Sent here by another district: { $name }
together-offered-to-us = { $from } has sent this here. Without an answer by the end of { $date }, it is yours.
together-offered-away = Sent to { $to }. Without an answer by the end of { $date }, it is theirs.
together-accept = Accept
together-decline = Decline
together-decline-label = If it does not belong here: why
together-decline-hint = The office that sent it reads this.
together-notes = Notes of colleagues
together-note-column = Note
together-note-label = A note for colleagues
together-note-hint = Only staff of this office read it, never the applicant.
together-note-keep = Keep the note
together-told-applicant = The applicant reads this.
together-asked-elsewhere = { $office } has been asked to go on with it and answers by { $date }. You do not have to do anything.
together-passed-on = Passed on by { $office } on { $date }: { $why }
together-fault-to = Choose who goes on with it
together-fault-office = Choose an office
together-fault-until = The last day must not lie before the first day or before today
together-fault-long = At most one year at a time
together-conflict-receiver = This colleague cannot take it: they are away, work here no more, or are of the applicant's household. Choose somebody else.
casework-half-hand-over = a note for handing over
casework-half-office = why it belongs to another office
casework-half-offer = why it does not belong here
casework-half-note = a note for colleagues
casework-step-note = Note for colleagues

together-code = Code of your authenticator
together-code-hint = Six digits. Each code opens once; if it does not, wait for the next one.
