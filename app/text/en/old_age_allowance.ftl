leave-elder-why = so that you need not type them when you ask for yourself, and to find the street office

subject-elder = Older person
field-elder-name = Name
field-elder-number = Identity number
field-elder-born = Date of birth
field-elder-street = Street of registration

elder-title = Who is it for?
elder-for = Who is the allowance for
elder-for-me = For me ({ $name })
elder-for-other = For an older person of my family
elder-name = Their name
elder-number = Their identity number
elder-street = Street or township where they are registered
elder-only-other = Only when you ask for somebody else
elder-account-legend = The allowance is paid into the older person's own account
elder-for-empty = Choose whom it is for
elder-name-empty = Type the older person's name
elder-street-empty = Choose the street or township where they are registered
elder-silent-title = The population register is not answering
elder-silent-body = Come back later, or bring the identity card to a street service centre. 12345 helps.
elder-too-young-title = Not old enough yet
elder-too-young-body = In every district the old-age allowance begins at 80. It can be asked for in the month of the 80th birthday.
elder-too-young-way = For other services and allowances, call 12345.
