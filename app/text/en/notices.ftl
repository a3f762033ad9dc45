notices-choose = How I am told
notices-told-here = Told here on { $time }
notices-told-between = { " · " }
notices-last = Last notice: { $told }.

notices-email-waiting = e-mail about to be sent
notices-email-sent = e-mail sent on { $time }
notices-email-failing = e-mail not delivered since { $time }; we keep trying
notices-email-undelivered = e-mail could not be delivered since { $time }
notices-email-refused = e-mail could not be delivered: the address does not take it ({ $time })
notices-email-unwanted = no e-mail: you turned it off
notices-sms-waiting = SMS about to be sent
notices-sms-sent = SMS sent on { $time }
notices-sms-failing = SMS not delivered since { $time }; we keep trying
notices-sms-undelivered = SMS could not be delivered since { $time }
notices-sms-refused = SMS could not be delivered: the mobile number does not take it ({ $time })
notices-sms-unwanted = no SMS: you turned it off

notices-stuck-tag = Stuck
notices-stuck = Since { $time }: { $registers } entries in registers and { $messages } messages do not get through. They are tried again every hour; whoever runs the portal finds the reasons in the log.

notices-choices-title = How you are told
notices-choices-why = When something happens in your case, we tell you. You choose by which ways, and can change it at any time.
notices-portal-title = Here on this site
notices-portal-always = Every notice stands here, always. The number beside “Notices” shows how many are new.
notices-portal-open = Open the notices

notices-sms-title = By SMS
notices-sms-on = On. SMS go to your mobile { $mobile }.
notices-sms-off = Off. Your confirmed mobile is { $mobile }.
notices-sms-no-mobile = You have not confirmed a mobile yet.
notices-sms-confirm = Confirm a mobile
notices-sms-no-way = This portal cannot send SMS yet.
notices-sms-says = An SMS names the reference and the matter, nothing else: no name, no number, no decision. It never holds a link. It reads, for example:
notices-sms-sample = [Yuban] NB-XXXX-XXXX: there is news about “Household registration”. Sign in to the portal to read it.
notices-sms-turn-on = Tell me by SMS, too
notices-sms-turn-off = No more SMS
notices-sms-turned-on = From now on we tell you by SMS, too.
notices-sms-turned-off = We send you no more SMS about your cases.

notices-email-title = By e-mail
notices-email-on = On. E-mail goes to { $address }.
notices-email-off = Off.
notices-email-no-way = This portal cannot send e-mail yet.
notices-email-says = The subject names the reference and the matter. The e-mail says where your case stands, in the sentence of your case page without anybody's name, and leads to the portal. Its subject reads, for example:
notices-email-sample = [Yuban] NB-XXXX-XXXX: news about “Household registration”
notices-email-address = E-mail address
notices-email-other = Another e-mail address
notices-email-hint = We send a link there. Once you have opened it and confirmed, e-mail is on.
notices-email-send-link = Send me a link
notices-email-empty = Enter the e-mail address
notices-email-form = An e-mail address looks like name@example.org
notices-email-unconfirmed = A link is on its way to { $address }. Open it by { $time } and confirm; until then nothing else goes there.
notices-email-turn-off = No more e-mail
notices-email-turned-on = The address is confirmed. From now on we tell you by e-mail, too.
notices-email-turned-off = We send you no more e-mail, and have deleted the address.
notices-link-sent = A link is on its way.

notices-confirm-title = Confirm your e-mail address
notices-confirm-ask = Is { $address } your address? Then we tell you there when something happens in your cases.
notices-confirm-button = Yes, tell me by e-mail
notices-confirm-over-title = This link no longer works
notices-confirm-over = A link works for 24 hours, once, and only for whoever asked for it.
notices-confirm-again = Ask for a new link

notices-letter-subject = [Yuban] { $reference }: news about “{ $about }”
notices-letter =
    News about “{ $about }”, reference { $reference }.

    { $sentence }

    Sign in to read more: { $address }/notices

    This e-mail was sent by a machine; answers are not read. To get no more of them: { $address }/account/notices
notices-text = [Yuban] { $reference }: there is news about “{ $about }”. Sign in to the portal to read it.
notices-link-subject = [Yuban] Confirm your e-mail address
notices-link-letter =
    Somebody, you we hope, wants to be told by e-mail at this address when something happens in their cases.

    Open this link within 24 hours, sign in, and confirm:
    { $link }

    If it was not you, do nothing: nothing else comes to this address.
