application-not-started = 这份申请还没有开始。请从服务指南页开始。
application-already-submitted = 这份申请已经提交，内容不能再改。您可以在“我的办件”中查看。
application-no-office = 有一项事项找不到负责的窗口。请拨打 12345，我们会告诉您去哪里办。

go-on = 继续
save-for-later = 保存，稍后再填
start-now = 开始办理
continue-draft = 继续填写
guide-who = 谁可以办
check-first = 先看看能不能办
change = 修改

guide-matters = 这一件事包含
guide-matters-count = { $count } 项，由各部门分头办理
guide-needed = 需要准备
guide-needed-body = 您的手机和身份证号码。证件和户口信息由我们向有关部门查询，通常不用上传材料。
guide-time = 需要多久
guide-time-body = 填写约 6 分钟。承诺 { $days } 个工作日办结；制卡和邮寄时间不计算在内。
guide-cost = 费用
guide-cost-body = 免费。医保缴费另按规定缴纳。
guide-where = 在哪里办
guide-where-body = 全程网上办。也可以到任何一个街道便民服务中心，由工作人员帮您填写。
guide-kept = 填写的内容会保存 30 天，到 { $date }，换手机也能接着填。
guide-draft = 您有一份没有填完的申请
draft-begun = 还没有填完：{ $service }
draft-last-day = 最晚要在 { $date } 提交。
guide-version = 事项清单版本 { $version }。依据：{ $evidence }
guide-by = 由{ $department }办理
guide-days = 承诺 { $count } 个工作日
guide-at-once = 马上办好
guide-elsewhere = 线下办理，我们会告诉您时间和地点

department-public-security = 公安派出所
department-health = 卫生健康部门
department-hospital = 接生医院
department-medical-security = 医保局
department-social-security = 人力社保部门
department-civil-affairs = 民政局
department-street = 街道办事处
department-tax = 税务部门

leave-title = 我们可以向哪些部门查询？
leave-intro = 查到的内容您会先看到，再决定要不要提交。不想查的可以取消勾选，那一项就由您自己填写。
leave-legend = 要查询的登记
leave-what = 查询：{ $what }
leave-why = 用途：{ $why }
leave-kept = 填写的内容会保存到 { $date }。同意只用于这一次申请，每次查询都会记录。
leave-agree = 同意并继续

known-title = 我们已经知道的内容
known-intro = 请核对。不对的可以告诉登记部门更正，不影响继续办理。
known-source = { $source }，{ $time }
known-wrong = 这里不对
known-disputed = 您认为应为：{ $says }。已转登记部门核对。
known-silent-title = 有的部门现在没有回应
known-silent-body = 这几处暂时查不到：{ $registers }。您可以自己填写，我们稍后再核对，不会影响您提交。
known-unasked = 按您的选择没有查询：{ $registers }。
known-nothing = 没有查到可以预填的内容，接下来由您自己填写。

wrong-title = 哪里不对？
wrong-now = { $source }登记的{ $label }是：
wrong-label = 应该是什么
wrong-hint = 我们会转给登记这项内容的部门核对。您的申请照常继续。
wrong-send = 告诉登记部门
wrong-empty = 写下应该是什么
wrong-too-long = 请写得短一些，不超过 200 字

matters-title = 要一起办哪些事？
matters-hint = 能办的都已经选好。不需要的可以取消。
matters-legend = 可以办的事项
matters-none = 至少选择一项
matters-done-title = 已经办好
matters-impossible-title = 现在不能一起办

check-title = 提交前请核对
check-matters = 要办的事
check-done = 已经办好
check-elsewhere = 以后线下办理
check-waits = 等{ $confirmer }确认后办理
check-by-hand = 由您填写，稍后向登记部门核对
check-by-office = 由您填写，由办理的部门核对
check-declined = 由您填写；您没有同意查询{ $source }，我们不会去查
field-awaited = 还没有填写，要由本人填写
check-confirmer = 提交以后，您会得到一个链接，发给{ $confirmer }确认。其他事项马上开始，不用等。
check-declare-title = 声明
check-declare-label = 我声明以上内容属实
declaration-missing = 勾选声明后才能提交
check-submit = 确认并提交
check-not-filled = 未填写

department-community = 社区居委会
department-disabled-federation = 残联
application-instead = 也许能用上的其他帮助
