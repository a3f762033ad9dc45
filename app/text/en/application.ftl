application-not-started = This application has not been started. Begin on the service's own page.
application-already-submitted = This application was handed in and cannot be changed any more. Look under "my cases".
application-no-office = For one of the matters no office could be found. Call 12345 and we will tell you where to go.

go-on = Continue
save-for-later = Save and go on later
start-now = Start now
continue-draft = Go on filling in
guide-who = Who it is for
check-first = See first whether this works for you
change = Change

guide-matters = What this covers
guide-matters-count = { $count } matters, each done by its own office
guide-needed = What you need
guide-needed-body = Your phone and your identity number. We ask the registers for the rest; as a rule nothing has to be uploaded.
guide-time = How long it takes
guide-time-body = About 6 minutes to fill in. Done within { $days } working days; making and posting cards is not counted.
guide-cost = What it costs
guide-cost-body = Nothing. The insurance premium is paid separately.
guide-where = Where
guide-where-body = All of it online. Any street service centre can also fill it in with you.
guide-kept = What you fill in is kept for 30 days, until { $date }, on any device.
guide-draft = You have an application that is not finished
draft-begun = Not finished yet: { $service }
draft-last-day = The last day to hand it in is { $date }.
guide-version = List of matters, version { $version }. Source: { $evidence }
guide-by = Done by { $department }
guide-days = { $count ->
    [one] promised within 1 working day
   *[other] promised within { $count } working days
}
guide-at-once = done at once
guide-elsewhere = done elsewhere; we tell you when and where

department-public-security = the police station
department-health = the health office
department-hospital = the hospital
department-medical-security = the medical insurance bureau
department-social-security = the social security office
department-civil-affairs = the civil affairs bureau
department-street = the street office
department-tax = the tax office

leave-title = Which registers may we ask?
leave-intro = You see what they answer before anything is handed in. Take the tick away where you would rather fill it in yourself.
leave-legend = Registers to ask
leave-what = What: { $what }
leave-why = Why: { $why }
leave-kept = What you fill in is kept until { $date }. Your leave is for this application only, and every call is recorded.
leave-agree = Agree and continue

known-title = What the city already knows
known-intro = Look it over. If something is wrong, tell the register; you can go on all the same.
known-source = { $source }, { $time }
known-wrong = This is wrong
known-disputed = You say: { $says }. The register has been asked to check.
known-silent-title = Some registers are not answering now
known-silent-body = No answer from: { $registers }. You can fill it in yourself and we check later; handing in works all the same.
known-unasked = Not asked, as you chose: { $registers }.
known-nothing = No values were found to fill in for you. You fill them in on the next pages.

wrong-title = What is wrong?
wrong-now = { $label }, as { $source } has it:
wrong-label = What it should be
wrong-hint = We pass it to the office that keeps this register. Your application goes on as usual.
wrong-send = Tell the register
wrong-empty = Write what it should be
wrong-too-long = Make it shorter, at most 200 characters

matters-title = What should be done together?
matters-hint = Everything that is possible is chosen. Take away what you do not need.
matters-legend = Matters that are possible
matters-none = Choose at least one matter
matters-done-title = Already done
matters-impossible-title = Not possible together now

check-title = Check before you hand in
check-matters = What will be done
check-done = already done
check-elsewhere = later, elsewhere
check-waits = once { $confirmer } has confirmed
check-by-hand = filled in by you; we check with the register later
check-by-office = filled in by you; the office checks it
check-declined = filled in by you; you did not agree that we ask { $source }, so nobody does
field-awaited = not there yet; only that person can fill it in
check-confirmer = After you hand in you get a link to pass on, so that { $confirmer } can confirm. Everything else starts at once.
check-declare-title = Declaration
check-declare-label = I declare that this is true
declaration-missing = Tick the declaration to hand in
check-submit = Confirm and hand in
check-not-filled = Not filled in

department-community = the community
department-disabled-federation = the disabled persons’ federation
application-instead = What may help instead
