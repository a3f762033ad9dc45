leave-elder-why = so that you need not type them when you ask for yourself, and to find the street office

subject-elder = Older person
field-elder-name = Name
field-elder-number = Identity number
field-elder-born = Date of birth
field-elder-street = Street of registration

field-account-owner = Account in the name of
elder-title = Into which account?
elder-account-lead = The allowance is paid only into an account in the name of { $name }.
elder-owner = Name on the account
elder-owner-empty = Type the name on the account: { $name }
elder-owner-other = The allowance goes only into an account in the name of { $name }
elder-silent-title = The population register is not answering
elder-silent-body = Come back later, or bring the identity card to a street service centre. 12345 helps.
elder-too-young-title = Not old enough yet
elder-too-young-body = In every district the old-age allowance begins at 80. It can be asked for in the month of the 80th birthday.
elder-too-young-way = For other services and allowances, call 12345.
