## 一句话
tracking-sentence-answer = 等您办理：{ $office }办“{ $matter }”需要您补充，请在{ $date }前回答；在您回答之前，办理时间不计。
tracking-sentence-answer-past = 等您办理：{ $office }请您在{ $date }前补充“{ $matter }”，日子已过，但现在仍可以回答。
tracking-sentence-answers = 等您办理：有 { $number } 个问题等您回答，最早的一个请在{ $date }前回答。
tracking-sentence-not-asked = 等您办理：{ $matters }还需要{ $confirmer }本人确认，请把链接转给对方，或改在{ $office }窗口办理。
tracking-sentence-declined = 等您办理：{ $confirmer }没有同意确认{ $matters }，您可以再邀请一次，或改在{ $office }窗口办理。
tracking-sentence-expired = 等您办理：给{ $confirmer }的链接已过期，{ $matters }还没有确认，您可以再邀请一次，或改在{ $office }窗口办理。
tracking-sentence-counter = 等您办理：{ $matters }等您到{ $office }窗口办理。
tracking-sentence-late-not-taken-up = “{ $matter }”晚了：{ $office }{ $since }收到，承诺{ $promised }前办好，至今还没有人受理。
tracking-sentence-late-not-decided = “{ $matter }”晚了：{ $office }{ $since }收到，承诺{ $promised }前办好，至今还没有作出决定。
tracking-sentence-late-register = “{ $matter }”晚了：{ $office }{ $since }收到，承诺{ $promised }前办好，已经决定，但登记系统还没有回复。
tracking-sentence-refused-rest-goes-on = { $office }没有批准{ $matters }；不依靠它的其他事项照常办理，{ $of } 项中已办好 { $done } 项。
tracking-sentence-refused-rest-done = { $office }没有批准{ $matters }；不依靠它的其他 { $of } 项都已办好。
tracking-sentence-refused-all = { $office }没有批准{ $matters }，其他事项因此也不能办理。
tracking-sentence-confirmer = { $matters }正在等{ $confirmer }本人确认，最晚到{ $until }。
tracking-sentence-confirmer-others-go-on = { $matters }正在等{ $confirmer }本人确认，最晚到{ $until }；其他事项照常办理。
tracking-sentence-under-way = { $of } 项中已办好 { $done } 项；用时最长的是{ $office }的“{ $matter }”，{ $since }开始；{ $by }前全部办好。
tracking-sentence-being-recorded = { $of } 项中已办好 { $done } 项；其余的正在由登记系统录入。
tracking-sentence-left-to-you = 各部门的事都办好了，还有{ $matters }由您自己去办。
tracking-sentence-left-to-you-by = 各部门的事都办好了，还有{ $matters }由您自己去办，最晚{ $by }。
tracking-sentence-done = 全部办好了，最后一项在{ $date }办结。
tracking-sentence-ended = 这次申请已经结束：{ $of } 项中办好了 { $done } 项，其余的已撤回。
tracking-sentence-withdrawn = 您已在{ $date }撤回这次申请。

tracking-invited = 请您本人确认“{ $service }”中的内容，{ $until }前有效。

## 我的办件
tracking-my-cases = 我的办件
tracking-waiting-title = 等您办理
tracking-no-cases = 您还没有办件。提交申请以后，进度会显示在这里。
tracking-older-cases = 更早的办件
tracking-submitted-on = { $date }提交

## 进度
tracking-case-title = { $service }（{ $reference }）办理进度
tracking-case-reference = 编号
tracking-act-answer = 回答问题
tracking-act-confirmation = 请对方确认
tracking-act-confirmation-state = 查看确认情况
tracking-act-done-elsewhere = 我已经办好了
tracking-stage-waiting = 还没有开始
tracking-stage-waiting-confirmation = 等待本人确认
tracking-stage-ready = 已送达，等待受理
tracking-stage-in-review = 正在办理
tracking-stage-awaiting-applicant = 等您补充
tracking-stage-recording = 正在登记
tracking-stage-open = 可以去办了
tracking-stage-done = 已办好
tracking-stage-refused = 没有批准
tracking-stage-withdrawn = 已撤回
tracking-stage-blocked = 不能继续
tracking-note-starts-after = { $matters }办好后自动开始。
tracking-note-may-start-after = { $matters }办好后您就可以去办。
tracking-note-confirmer = 还要等{ $confirmer }本人确认。
tracking-note-expected = 前面的事项都按承诺办好的话，预计这一天办好。
tracking-note-promised = 为什么是这一天：承诺 { $count } 个工作日，从{ $begins }的下一个工作日算起，周末不计。
tracking-note-provisional = 明年的放假安排还没有公布，这个日期是暂定的。
tracking-note-late = 已超过承诺的日期。您可以直接打电话询问。
tracking-note-result = { $label }：{ $value }
tracking-note-next = 接下来：{ $next }
tracking-note-within = 最晚{ $date }。
tracking-note-own-word = 这是您告诉我们的。
tracking-note-there-before = 申请以前就已经办好，不用再办。
tracking-note-refused = 理由：{ $reason }（{ $basis }）
tracking-note-refused-text = 经办人说明：{ $text }
tracking-note-register-says = 登记系统的答复：{ $text }
tracking-note-appeal = 不同意这个决定，可以在 60 天内申请行政复议，或在 6 个月内提起行政诉讼；拨打 12345 可以问到去哪里办。
tracking-note-blocked = 因为{ $matters }没有办成。
tracking-office-unknown = 承办窗口
tracking-confirmer-unnamed = 另一方
tracking-office-hidden = 只有{ $confirmer }本人能看到的窗口
tracking-confirmation-title = 本人确认
tracking-confirmation-invited = 已邀请{ $confirmer }确认，{ $until }前有效。
tracking-confirmation-confirmed = { $confirmer }已经确认。
tracking-confirmation-declined = { $confirmer }没有同意确认。
tracking-confirmation-expired = 给{ $confirmer }的链接已经过期。
tracking-confirmation-counter = 改在窗口办理，不再请{ $confirmer }在网上确认。
tracking-confirmation-not-asked = 还没有邀请{ $confirmer }。
tracking-declared-title = 您提交的内容
tracking-declared-source = 来自{ $source }，{ $at }
tracking-more-title = 还可以
tracking-more-receipt = 查看回执和查询码
tracking-more-calendar = 把办好的日期加入日历
tracking-more-withdraw = 撤回申请或其中一项
tracking-print = 这一页可以打印在一张 A4 纸上。
tracking-live = 有新进展时，这一页会自动更新。
tracking-saved-title = 已经送到
tracking-saved = 您的回答已经送到承办的部门，办理时间继续计算。
tracking-withdrawn-title = 已经撤回
tracking-withdrawn = 您选的事项已经撤回，已办好的不受影响。

## 回答
tracking-answer-title = 回答{ $office }关于“{ $matter }”的问题
tracking-answer-question = { $office }的问题
tracking-answer-by = 请在{ $date }前回答。在您回答之前，办理时间不计。
tracking-answer-label = 您的回答
tracking-answer-hint = 一次答完所有问题。可以先保存，稍后再填。
tracking-answer-send = 送出回答
tracking-save-for-later = 保存，稍后再填
tracking-answer-empty = 请写下您的回答
tracking-answer-too-long = 回答请不要超过 4000 个字，现在是 { $count } 个字

## 撤回
tracking-withdraw-title = 撤回申请或其中一项
tracking-withdraw-legend = 要撤回什么？
tracking-withdraw-all = 全部能撤回的事项
tracking-withdraw-stops = 这样，{ $matters }也不能继续。
tracking-withdraw-stays = 已经办好，撤回后仍然有效：{ $matters }。
tracking-withdraw-under-way = 正在登记，现在不能撤回：{ $matters }。
tracking-withdraw-nothing = 现在没有可以撤回的事项。
tracking-withdraw-again = 撤回以后，可以重新申请。
tracking-withdraw-button = 撤回选中的事项
tracking-withdraw-empty = 请选择要撤回什么
tracking-withdraw-back = 不撤回，回到进度

## 在别处办好
tracking-elsewhere-title = “{ $matter }”办好了吗？
tracking-elsewhere-legend = 哪一天办好的？
tracking-elsewhere-hint = 例如 2026 年 3 月 15 日
tracking-elsewhere-button = 告诉我们已经办好
tracking-elsewhere-empty = 请填写办好的日期
tracking-elsewhere-no-date = 办好的日期要是真实的日期，例如 2026 年 3 月 15 日
tracking-elsewhere-future = 办好的日期不能晚于今天

## 回执
tracking-receipt-title = 申请已经收到
tracking-receipt-reference = 您的编号
tracking-receipt-code = 查询码：{ $code }
tracking-receipt-code-hint = 用编号和查询码，不登录也能查进度，只显示进展和日期，不显示姓名。请只告诉您信任的人。
tracking-receipt-code-off = 不登录查询已经关闭。
tracking-receipt-switch-off = 关闭不登录查询
tracking-receipt-switch-on = 打开不登录查询
tracking-receipt-next = 接下来会怎样
tracking-receipt-next-offices = 您的申请已经送到各承办部门，您不用再跑。有需要时，他们会在网上问您，也可能打您登记的电话。
tracking-receipt-next-by = 预计{ $date }前全部办好。
tracking-receipt-next-confirmer = 有的事项还需要{ $confirmer }本人确认。
tracking-receipt-who = 谁会和您联系
tracking-receipt-never = 他们不会向您要密码、验证码，也不会让您转账。
tracking-receipt-to-case = 查看办理进度
tracking-receipt-submitted = { $service }，{ $at }收到。

## 请对方确认
tracking-ask-title = 请{ $confirmer }确认
tracking-ask-why = { $matters }需要{ $confirmer }本人确认。其他事项不用等。
tracking-ask-how = 您会得到一个链接，自己转给对方。链接里没有任何个人信息，只有对方本人登录后才能打开，{ $days } 天有效。对方登录本网站时也会看到，有效期内我们会在网站内提醒两次。
tracking-ask-sees = 对方只能看到您的姓名和与这次申请有关的共同内容，看不到您的住址、电话、账户和证件号码。
tracking-ask-button = 生成链接
tracking-ask-again-button = 再邀请一次
tracking-ask-link = 请把这个链接转给对方
tracking-ask-until = { $date }前有效。
tracking-ask-waiting = 正在等{ $confirmer }确认。
tracking-ask-confirmed = { $confirmer }已经在{ $date }确认，不用再做什么。
tracking-ask-declined = { $confirmer }没有同意确认。
tracking-ask-expired = 上次的链接已经过期，没有确认。
tracking-ask-not-needed = 现在没有需要对方确认的事项。
tracking-decline-not-right = 对方认为有的内容不对。
tracking-decline-not-agreed = 对方不同意。
tracking-decline-not-said = 对方没有说明原因。
tracking-ask-rather-not = 我不能或不想请对方确认
tracking-counter-title = 不请对方确认，到窗口办理
tracking-counter-lead = 您不用说明原因，我们也不会告诉对方。带上您的身份证，到下面的窗口办理。
tracking-counter-open-link = 如果您已经生成链接，链接会作废，打开的人只会看到“链接已失效”。
tracking-counter-button = 改到窗口办理
tracking-counter-chosen = 已改为窗口办理。
tracking-counter-matters = 可办理：{ $matters }
tracking-counter-address = 地址
tracking-counter-phone = 电话
tracking-counter-hours = 办公时间
tracking-counter-help-title = 需要帮助
tracking-counter-help-now = 有危险时，请拨打 110。
tracking-counter-help-women = 妇女维权公益服务热线：12338。
tracking-counter-back-to-link = 还是请对方确认

## 被邀请的人
tracking-invitation-title = { $applicant }请您确认
tracking-invitation-lead = { $applicant }申请了“{ $service }”。{ $matters }需要您本人确认。
tracking-invitation-declared = 请核对这些内容
tracking-invitation-until = { $date }前有效。
tracking-invitation-effect = 确认后，相关部门就开始办理。您的住址、电话、账户和证件号码不会告诉{ $applicant }。
tracking-invitation-declaration = 我已核对以上内容，本人同意。
tracking-invitation-tick = 请先勾选“我已核对以上内容，本人同意”
tracking-invitation-confirm = 确认
tracking-invitation-decline-title = 不同意
tracking-invitation-decline-lead = 不同意时，{ $applicant }只会看到您选的这一项。
tracking-invitation-decline-legend = 为什么？（选填）
tracking-invitation-decline-not-right = 有的内容不对
tracking-invitation-decline-not-agreed = 我不同意
tracking-invitation-decline-not-said = 不说明原因
tracking-invitation-decline = 不同意
tracking-invitation-confirmed-title = 您已经确认
tracking-invitation-confirmed = 不用再做什么。有需要时，承办部门会和您联系。
tracking-invitation-declined-title = 您没有同意
tracking-invitation-declined = 已经记录。改变主意时，请让对方再邀请您一次。
tracking-invitation-not-open-title = 链接已失效
tracking-invitation-not-open = 这个链接不能再用了。需要时，请向发给您链接的人询问。
tracking-invitation-not-yours = 这个链接已经不能确认了，请重新打开看一看。

## 不登录查询
tracking-look-up-title = 查询办理进度
tracking-look-up-lead = 用回执上的编号和六位查询码，不登录也能查。只显示进展和日期。
tracking-look-up-reference = 编号
tracking-look-up-reference-hint = 例如 NB-7K3M-92QF-X，大小写和横线都不要紧
tracking-look-up-code = 查询码
tracking-look-up-code-hint = 回执上的六位数字
tracking-look-up-button = 查询
tracking-look-up-no-reference = 请填写编号
tracking-look-up-reference-form = 编号是两位英文加九个字符，例如 NB-7K3M-92QF-X
tracking-look-up-reference-mistyped = 编号有一个字符不对，请对照回执再看一遍
tracking-look-up-no-code = 请填写查询码
tracking-look-up-code-form = 查询码是六位数字
tracking-look-up-no-such-pair = 编号和查询码对不上，或者申请人关闭了不登录查询。您也可以登录后查看
tracking-look-up-found = { $service }的进度
tracking-look-up-by = 预计{ $date }前全部办好。
tracking-look-up-table = 各事项的进展和日期
tracking-look-up-column-matter = 事项
tracking-look-up-column-stage = 进展
tracking-look-up-column-date = 日期
tracking-look-up-done-on = { $date }办好
tracking-look-up-expected = 预计{ $date }
tracking-look-up-again = 查另一件
tracking-look-up-no-names = 这里不显示姓名和办理结果，登录后可以看到全部内容。

## 通知
tracking-notices-title = 通知
tracking-notices-none = 还没有通知。
tracking-notices-unread = 未读
tracking-notices-open = 打开 { $reference }
tracking-notices-all-read = 全部标为已读
tracking-notices-older = 更早的通知
tracking-notice-confirmed = { $confirmer }已经确认，{ $matters }开始办理。编号 { $reference }。
tracking-notice-declined = { $confirmer }没有同意确认{ $matters }。您可以再邀请一次，或到窗口办理。编号 { $reference }。
tracking-notice-expired = 给{ $confirmer }的链接已过期，{ $matters }还没有确认。您可以再邀请一次，或到窗口办理。编号 { $reference }。
tracking-notice-remind-applicant = { $matters }还在等{ $confirmer }确认，{ $until }前有效。编号 { $reference }。
tracking-notice-remind-confirmer = 有一件事还在等您本人确认，{ $until }前有效。编号 { $reference }。

tracking-calendar-summary = 渝伴 { $reference }：预计全部办好
