notices-choose = 通知方式
notices-told-here = { $time }在这里通知
notices-told-between = { " · " }
notices-last = 最近一次通知：{ $told }。

notices-email-waiting = 邮件即将发出
notices-email-sent = { $time }已发邮件
notices-email-failing = 邮件自{ $time }起没有送到，还在重发
notices-email-undelivered = 邮件自{ $time }起无法送达
notices-email-refused = 邮件无法送达：对方邮箱不收（{ $time }）
notices-email-unwanted = 没有发邮件：您已关闭
notices-sms-waiting = 短信即将发出
notices-sms-sent = { $time }已发短信
notices-sms-failing = 短信自{ $time }起没有送到，还在重发
notices-sms-undelivered = 短信自{ $time }起无法送达
notices-sms-refused = 短信无法送达：该手机号不收（{ $time }）
notices-sms-unwanted = 没有发短信：您已关闭

notices-stuck-tag = 受阻
notices-stuck = 自{ $time }起，有 { $registers } 项登记、{ $messages } 条消息没有送达。系统每小时再试一次，原因请运维人员查看日志。

notices-choices-title = 怎样通知您
notices-choices-why = 您的事情有了进展，我们就通知您。用哪些方式由您决定，随时可以改。
notices-portal-title = 在本站
notices-portal-always = 每一条通知都会在这里，一直都有。“通知”旁边的数字是还没看的条数。
notices-portal-open = 打开通知

notices-sms-title = 短信
notices-sms-on = 已开启。短信发到您的手机 { $mobile }。
notices-sms-off = 未开启。您确认过的手机是 { $mobile }。
notices-sms-no-mobile = 您还没有确认手机号。
notices-sms-confirm = 确认手机号
notices-sms-no-way = 本站暂时不能发短信。
notices-sms-says = 短信只写编号和事项，不写姓名、号码和结果，也从不带链接。例如：
notices-sms-sample = 【渝伴】编号 NB-XXXX-XXXX 的“户口登记”有新进展，请登录渝伴查看。
notices-sms-turn-on = 也用短信通知我
notices-sms-turn-off = 不再发短信
notices-sms-turned-on = 以后也用短信通知您。
notices-sms-turned-off = 不再给您发办事短信。

notices-email-title = 电子邮件
notices-email-on = 已开启。邮件发到 { $address }。
notices-email-off = 未开启。
notices-email-no-way = 本站暂时不能发邮件。
notices-email-says = 邮件标题只写编号和事项。正文是您办件页面上说明进度的那句话，不写任何人的姓名，并请您登录查看。标题例如：
notices-email-sample = 【渝伴】编号 NB-XXXX-XXXX 的“户口登记”有新进展
notices-email-address = 电子邮箱
notices-email-other = 换一个电子邮箱
notices-email-hint = 我们发一个链接到这个邮箱。您打开并确认后，邮件通知就开启。
notices-email-send-link = 发送链接
notices-email-empty = 请填写电子邮箱
notices-email-form = 电子邮箱的样子是 name@example.org
notices-email-unconfirmed = 链接已发往 { $address }。{ $time }前打开并确认有效；确认之前不会往那里发别的邮件。
notices-email-turn-off = 不再发邮件
notices-email-turned-on = 邮箱已确认。以后也用邮件通知您。
notices-email-turned-off = 不再给您发邮件，邮箱地址已经删除。
notices-link-sent = 链接已发出。

notices-confirm-title = 确认您的电子邮箱
notices-confirm-ask = { $address } 是您的邮箱吗？确认后，您的事情有进展就往这里发邮件。
notices-confirm-button = 是的，用邮件通知我
notices-confirm-over-title = 这个链接不能用了
notices-confirm-over = 链接 24 小时内有效，只能用一次，而且只有要链接的本人能用。
notices-confirm-again = 再要一个链接

notices-letter-subject = 【渝伴】编号 { $reference } 的“{ $about }”有新进展
notices-letter =
    编号 { $reference } 的“{ $about }”有新进展。

    { $sentence }

    请登录查看：{ $address }/notices

    这封邮件由系统发出，回复没有人看。不想再收：{ $address }/account/notices
notices-text = 【渝伴】编号 { $reference } 的“{ $about }”有新进展，请登录渝伴查看。
notices-link-subject = 【渝伴】确认您的电子邮箱
notices-link-letter =
    有人（希望就是您）想用这个邮箱接收办事进度通知。

    请在 24 小时内打开这个链接，登录并确认：
    { $link }

    如果不是您，不用理会：不会再有邮件发到这里。
