home-title = Ask once. Every office does its part.
home-lead = Fill in one form, and the offices carry on from there. You see at every step who has it and by which day it will be done.
home-waiting-title =
    { $count ->
        [one] One thing waits for you
       *[other] { $count } things wait for you
    }
home-waiting-link = See what it is
home-cases-title = My cases
home-cases-link = See how far my applications have come
home-services-title = What you can do here
home-newborn = A child is born
home-newborn-sentence = Birth certificate, household registration, insurance, social security card and more, asked for on one form.
home-old-age = An older person in the family
home-old-age-sentence = Apply for the old-age allowance, for yourself or for somebody in your family.
home-lookup-title = Already applied
home-lookup = Look up how far it is
home-lookup-sentence = With the case reference and the six-digit enquiry code; no need to sign in.
home-help-title = Ask a person
home-help-sentence = Call 12345, day or night. At the counters of streets and communities, staff can fill in the form with you.
