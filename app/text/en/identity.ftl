sign-in-title = Sign in
staff-sign-in-title = Staff sign-in

demo-title = Demonstration: sign in as one of these people
demo-explained = These people and everything about them are invented. Press a name to sign in.
demo-citizens = Residents
demo-staff = Staff
