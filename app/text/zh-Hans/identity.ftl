sign-in-title = 登录
sign-in-again = 登录后会回到您刚才的页面。已经填写的内容都还在。
sign-in-known = 您现在以{ $name }的身份登录。
sign-in-login = 居民身份证号码或手机号
sign-in-login-hint = 手机号须在本网站确认过。
sign-in-password = 密码
sign-in-button = 登录
sign-in-login-empty = 填写居民身份证号码或手机号
sign-in-wrong = 号码和密码对不上。检查这两项，再试一次
sign-in-register = 还没有账户：注册
sign-in-forgotten = 忘记了密码：设置新密码
sign-in-as-staff = 工作人员从这里登录
sign-in-as-citizen = 居民从这里登录
sign-in-demo-link = 演示：以虚构人物的身份登录

staff-sign-in-title = 工作人员登录
staff-login = 登录名
staff-login-empty = 填写登录名
staff-sign-in-wrong = 登录名和密码对不上。检查这两项，再试一次

identity-number = 居民身份证号码
identity-number-hint = 18 位，最后一位可能是字母 X。
identity-number-empty = 填写居民身份证号码
identity-number-length = 居民身份证号码应为 18 位
identity-number-characters = 居民身份证号码只有数字，最后一位可以是 X
identity-number-date = 居民身份证号码第 7 至 14 位应是出生日期，这里的日期不存在
identity-number-check = 居民身份证号码有一位不对，对照身份证逐位检查
identity-number-demo = 这是演示用的号码，不能在这里使用
mobile-empty = 填写手机号
mobile-form = 手机号应为 11 位，以 13 至 19 开头
person-name-empty = 填写姓名
person-name-too-long = 姓名不能超过 60 个字

password-empty = 填写密码
password-short = 密码至少要有 { $count } 个字符
password-long = 密码最多 128 个字符
password-common = 这个密码很多人都在用，容易被猜到，换一个
password-hint = 至少 8 个字符。几个词连成一句，好记又难猜；可以用中文。
password-hint-staff = 至少 15 个字符。几个词连成一句，好记又难猜；可以用中文。
password-new = 新密码
password-current = 现在的密码
current-password-empty = 填写现在的密码
current-password-wrong = 现在的密码不对
password-keep = 保存密码

register-title = 注册账户
register-why = 我们先确认您是本人：向人口库登记的手机发送一次性验证码。别人知道您的号码和姓名，也无法替您注册。
register-name = 姓名
register-name-hint = 与身份证上的一致。
register-button = 获取验证码

forgotten-title = 忘记密码
forgotten-why = 我们先确认您是本人：向人口库登记的手机发送一次性验证码。
proof-counter = 手机号没有登记、已经换了，或者收不到短信：带身份证到任意一个街道（镇）便民服务中心或公安窗口，工作人员核对后当场给您一个验证码，填在这里同样有效。也可以拨打 12345。

code-title-register = 注册账户：填写验证码
code-title-forgotten = 忘记密码：填写验证码
code-title-mobile = 更改手机号：填写验证码
code-sent = 如果所填信息与人口库一致，并且人口库登记了您的手机，验证码已经发到那部手机上。10 分钟内有效，可以试 5 次。
code-sent-new-mobile = 身份已经确认。现在确认新手机：验证码已经发到您填写的新号码。10 分钟内有效，可以试 5 次。
code-label = 验证码
code-hint = 6 位数字。
code-button = 继续
code-again = 重新获取验证码
code-demo = 演示：查看短信
code-empty = 填写验证码
code-form = 验证码是 6 位数字
code-wrong = 验证码不对。检查后再试一次
code-over = 验证码已经失效。重新获取一个
code-message = 【渝伴】验证码 { $code }，10 分钟内有效。任何人向您索要验证码都是诈骗，不要告诉别人。
password-set-message = 【渝伴】您账户的密码刚刚设置或更改，其他登录都已结束。如果不是您本人操作，请拨打 12345。
mobile-set-message = 【渝伴】您账户的手机号刚刚更改。如果不是您本人操作，请拨打 12345。

new-password-title-register = 注册账户：设置密码
new-password-title = 设置新密码
new-password-known = 已确认您是本人。密码保存后您就登录了，其他设备上的登录会结束。

own-account-title = 我的账户
own-account-name = 姓名
own-account-mobile = 手机
own-account-no-mobile = 未确认
own-account-login = 登录名
own-account-password = 密码
own-account-password-set = 已设置
own-account-password-none = 未设置
own-account-mobile-changed = 手机号已更改。
own-account-password-changed = 密码已更改，其他登录已结束。
own-account-session-ended = 那次登录已结束。
own-account-sessions = 登录在哪些设备上
own-account-sessions-hint = 有您不认识的，就结束它，再更改密码。
own-account-session-phone = 手机
own-account-session-tablet = 平板
own-account-session-computer = 电脑
own-account-session-unknown = 其他设备
own-account-session-this = 当前这次
own-account-session-times = { $began } 登录，最近使用 { $used }
own-account-session-end = 结束
own-account-session-end-which = （{ $which }，{ $began } 登录）
own-account-end-all = 结束全部登录
own-account-idle = 这次登录到 { $time } 为止；继续使用会自动延长。
own-account-sign-out = 退出登录

mobile-title = 更改手机号
mobile-why = 新手机可以用来登录和接收进度短信。我们先向人口库登记的手机发送验证码，确认是您本人；再向新手机发送一个。
mobile-label = 新手机号
mobile-button = 获取验证码

change-password-title = 更改密码
change-password-none = 您的账户还没有密码。先证明是本人，再设置一个。
change-password-forgotten = 忘记了现在的密码

counter-code-title = 柜台验证码
counter-code-why = 核对本人和身份证原件后，填写身份证上的号码和姓名。验证码 10 分钟内有效，只能用一次，只告诉本人。
counter-code-button = 生成验证码
counter-code-made = 验证码：{ $code }
counter-code-made-hint = 只显示这一次。请居民在“填写验证码”页面输入。

demo-title = 演示：以某个人的身份登录
demo-explained = 这些人和他们的资料都是虚构的。按下姓名即可登录。
demo-citizens = 居民
demo-staff = 工作人员
demo-others = 更多情况（{ $count } 人）
demo-messages-title = 演示短信和邮件
demo-messages-explained = 真实运行时，这些短信和邮件只会发到本人的手机和邮箱。最新的在最前面。
demo-messages-none = 还没有短信。
demo-messages-to = 发往 { $mobile }，{ $time }
demo-messages-reload = 刷新

proof-counter-only = 先确认是您本人。本站不能发短信：请先到窗口领取验证码，再在这里输入。
proof-counter-where = 请带身份证到任一街道、乡镇便民服务中心或派出所窗口，工作人员核对后给您一个验证码。也可以拨打12345。
code-have-one = 输入验证码
code-from-counter = 请输入您在窗口领到的验证码，10分钟内有效，最多试5次。
mobile-no-way = 本站不能发短信，因此不能在这里确认手机号。要更改人口登记中的手机号，请拨打12345。

own-account-told = 在本站、短信或邮件，由您选择

counter-codes-title = 窗口发给您的验证码
counter-codes-hint = 每一个都是核对您的身份证之后发的。如果不是您本人，请拨打12345。
counter-codes-title-staff = 您发出的验证码
counter-codes-hint-staff = 最近一天的。每一个都长期记在日志里，写明您的姓名和单位。
counter-codes-made = { $time }由{ $office }发出。
counter-codes-used = { $time }使用。
counter-codes-unused = 没有使用。

demo-messages-link = 打开这条消息里的链接
