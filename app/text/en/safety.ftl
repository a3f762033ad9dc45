# Whose whereabouts another party must not learn. No page that the other party reads says any of this.

safety-title = Protected people
safety-lead = For somebody who has fled from violence, or whom a court or the police protects: another party of their cases must not find out where they are.
safety-what-it-does = While a mark holds, the other party reads only the department, the city and the day: no office, street or time, and no number that gives the district away. The protected person and the offices that work on the case see everything. The other party is told nothing of a mark. Do not tell them either.
safety-none = Your office has set no mark.
safety-set-title = Protect somebody
safety-reason = Reason
safety-reason-hint = For example the number of a protection order. Your office alone reads it.
safety-reason-empty = Say why this person is to be protected
safety-set = Set the mark
safety-holds = Protected
safety-ended = No longer protected
safety-since = Since
safety-end-why = Why it may end
safety-end = End the mark
safety-ended-because = Ended
safety-not-set = This mark is set already, or you may not set it for this person.
safety-not-ended = This mark has ended already, or you may not end it.
safety-office = { $department }, Chongqing
safety-at-the-desk = Somebody in this case is protected. In what you write to a party, name no place, street, office or time.
looked-purpose-safety-mark = A safety mark for you
looked-field-safety = Safety mark
casework-step-safety-mark-set = Safety mark set
casework-step-safety-mark-ended = Safety mark ended

# The demo's desks of those who own registers.
demo-staff-owner-police = Municipal public security: owns the population register, answers appeals
demo-staff-owner-civil = Municipal civil affairs: owns marriages and hardship, answers appeals
demo-staff-owner-insurance = Municipal medical security: owns the insurance register, answers appeals
demo-staff-owner-health = Municipal health commission: owns the register of births, answers appeals
demo-staff-owner-social = Municipal social security: owns the register of cards, answers appeals
demo-staff-owner-federation = Municipal disabled persons’ federation: owns the register of disability, answers appeals
demo-late-father = Other parent of the late case: the mother is protected, so he reads departments and days only
