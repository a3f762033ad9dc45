sign-in-title = Sign in
sign-in-again = Sign in and you will be back on your page. What you filled in is still there.
sign-in-known = You are signed in as { $name }.
sign-in-login = Identity number or mobile number
sign-in-login-hint = A mobile that you have confirmed on this site.
sign-in-password = Password
sign-in-button = Sign in
sign-in-login-empty = Enter your identity number or mobile number
sign-in-wrong = This number and this password do not belong together. Check both and try again
sign-in-register = No account yet: register
sign-in-forgotten = Forgotten the password: set a new one
sign-in-as-staff = Staff sign in here
sign-in-as-citizen = Residents sign in here
sign-in-demo-link = Demonstration: sign in as an invented person

staff-sign-in-title = Staff sign-in
staff-login = Login
staff-login-empty = Enter your login
staff-sign-in-wrong = This login and this password do not belong together. Check both and try again

identity-number = Identity number
identity-number-hint = 18 characters; the last may be the letter X.
identity-number-empty = Enter the identity number
identity-number-length = An identity number has 18 characters
identity-number-characters = An identity number has only digits; the last may be an X
identity-number-date = Characters 7 to 14 of an identity number are the date of birth; there is no such date
identity-number-check = One digit of this identity number is wrong: compare it with the card, digit by digit
identity-number-demo = This is a demonstration number; it cannot be used here
mobile-empty = Enter the mobile number
mobile-form = A mobile number has 11 digits and begins with 13 to 19
person-name-empty = Enter the name
person-name-too-long = A name has at most 60 characters

password-empty = Enter the password
password-short = A password has at least { $count } characters
password-long = A password has at most 128 characters
password-common = Many people use this password, so it is easy to guess: choose another
password-hint = At least 8 characters. A few words in a row are easy to remember and hard to guess; Chinese works too.
password-hint-staff = At least 15 characters. A few words in a row are easy to remember and hard to guess; Chinese works too.
password-new = New password
password-current = Current password
current-password-empty = Enter your current password
current-password-wrong = This is not your current password
password-keep = Save password

register-title = Register
register-why = First we make sure that it is you: a one-time code goes to the mobile that the population register holds. Nobody can register as you by knowing your number and name.
register-name = Name
register-name-hint = As on the identity card.
register-button = Send me a code

forgotten-title = Forgotten password
forgotten-why = First we make sure that it is you: a one-time code goes to the mobile that the population register holds.
proof-counter = No mobile registered, a new one, or no message comes: take your identity card to the convenience service centre of any street or town, or to a police counter. Staff check it and give you a code that works here just the same. Or call 12345.

code-title-register = Register: enter the code
code-title-forgotten = Forgotten password: enter the code
code-title-mobile = Change mobile number: enter the code
code-sent = If what you entered agrees with the population register, and it holds a mobile for you, a code is on its way to that mobile. It works for 10 minutes and for 5 tries.
code-sent-new-mobile = We know now that it is you. One more step for the new mobile: a code is on its way to the number you entered. It works for 10 minutes and for 5 tries.
code-label = Code
code-hint = 6 digits.
code-button = Continue
code-again = Send me a new code
code-demo = Demonstration: read the messages
code-empty = Enter the code
code-form = The code has 6 digits
code-wrong = This is not the code. Check it and try again
code-over = This code no longer works. Ask for a new one
code-message = [Yuban] Code { $code }, valid for 10 minutes. Whoever asks you for it is a fraud: tell nobody.
password-set-message = [Yuban] The password of your account was just set or changed, and every other session was ended. If it was not you, call 12345.
mobile-set-message = [Yuban] The mobile number of your account was just changed. If it was not you, call 12345.

new-password-title-register = Register: set your password
new-password-title = Set a new password
new-password-known = We know now that it is you. Once the password is saved you are signed in, and sessions on other devices end.

own-account-title = My account
own-account-name = Name
own-account-mobile = Mobile
own-account-no-mobile = Not confirmed
own-account-login = Login
own-account-password = Password
own-account-password-set = Set
own-account-password-none = Not set
own-account-mobile-changed = Your mobile number was changed.
own-account-password-changed = Your password was changed, and every other session was ended.
own-account-session-ended = That session was ended.
own-account-sessions = Where you are signed in
own-account-sessions-hint = If you do not know one of them, end it and change your password.
own-account-session-phone = Phone
own-account-session-tablet = Tablet
own-account-session-computer = Computer
own-account-session-unknown = Another device
own-account-session-this = this one
own-account-session-times = Signed in { $began }, last used { $used }
own-account-session-end = End
own-account-session-end-which = ({ $which }, signed in { $began })
own-account-end-all = End all sessions
own-account-idle = You stay signed in until { $time }, and longer while you use the site.
own-account-sign-out = Sign out

mobile-title = Change mobile number
mobile-why = The new mobile can be used to sign in and gets messages about your cases. First a code goes to the mobile that the population register holds, so that we know it is you; then one to the new mobile.
mobile-label = New mobile number
mobile-button = Send me a code

change-password-title = Change password
change-password-none = Your account has no password yet. Prove that it is you, then set one.
change-password-forgotten = Forgotten the current password

counter-code-title = Code from the counter
counter-code-why = Look at the person and at the original identity card, then enter number and name as they stand on it. The code works for 10 minutes and once; give it to that person only.
counter-code-button = Make a code
counter-code-made = Code: { $code }
counter-code-made-hint = It is shown this once. The resident enters it on the page “Enter the code”.

demo-title = Demonstration: sign in as one of these people
demo-explained = These people and everything about them are invented. Press a name to sign in.
demo-citizens = Residents
demo-staff = Staff
demo-others = More situations ({ $count } people)
demo-messages-title = Demonstration messages
demo-messages-explained = In real operation these messages go to the person's own mobile or e-mail address only. The newest comes first.
demo-messages-none = No messages yet.
demo-messages-to = To { $mobile }, { $time }
demo-messages-reload = Refresh

proof-counter-only = First we make sure that it is you. This portal cannot send SMS: you get a code from a counter, and enter it here.
proof-counter-where = Take your identity card to the convenience service centre of any street or town, or to a police counter. Staff check it and give you a code. Or call 12345.
code-have-one = Enter my code
code-from-counter = Enter the code that you got at the counter. It works for 10 minutes and for 5 tries.
mobile-no-way = This portal cannot send SMS, so a mobile cannot be confirmed here. Call 12345 to have the mobile in the population register changed.

own-account-told = Here, by SMS or by e-mail, as you choose

counter-codes-title = Codes from a counter
counter-codes-hint = Each was made after somebody looked at your identity card. If it was not you, call 12345.
counter-codes-title-staff = Codes that you made
counter-codes-hint-staff = Of the last day. Each stands in the journal for good, with your name and your office.
counter-codes-made = Made on { $time } at { $office }.
counter-codes-used = Used on { $time }.
counter-codes-unused = Not used.

demo-messages-link = Open the link in this message
