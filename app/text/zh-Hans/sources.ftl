known-stale = 登记部门现在没有回应，这是上面所写时间的内容，稍后再核对。
looked-outcome-from-before = 没有再次查询，沿用了上次的回答
looked-outcome-from-before-stale = 登记机关没有回答，沿用了上次的回答
looked-outcome-resting = 没有查询：登记机关刚才多次没有回答
looked-outcome-busy = 没有查询：同时查询的人太多
looked-outcome-no-leave = 没有查询：您没有同意，或者撤回了同意

look-title = 一次查看
look-ask-link = 问问这个部门为什么查看
look-ask-title = 询问这个部门
look-ask-label = 您想问什么？
look-ask-hint = 问题会直接送到查看您信息的部门。最迟 { $date } 答复，答复后会通知您。
look-ask-send = 发送问题
look-words-empty = 写下内容再发送
look-words-long = 最多 1000 个字
look-your-question = 您的问题
look-your-questions = 您问过的问题
look-all-looks = 全部查看记录
look-question-of = 关于 { $time } 的查看
look-asked = 问题
look-answer = 答复
look-answer-due = 还没有答复，最迟 { $date }
look-answered = { $answer }（{ $time }）
look-already-answered = 这个问题已经有人答复了。
look-notice-event = 您问的问题有答复了
look-notice = { $office }答复了您关于查看信息的问题，见“谁看过我的信息”。
look-held-count = 依法暂不显示的查看记录：{ $count } 次，期满后会显示在这里。
look-was-held = 依法曾暂不显示，至 { $date }：{ $basis }
look-basis-confidential = 《个人信息保护法》第十八条：法律、行政法规规定应当保密
look-basis-hindered = 《个人信息保护法》第三十五条：告知将妨碍国家机关履行法定职责
look-hold-title = 依法暂缓显示
look-hold-lead = 法律允许暂不告知时，本部门对一件事项的查看可以暂缓显示给当事人。次数从第一天起就会告知，期满后全部显示。
look-hold-basis = 法律依据
look-hold-until = 暂缓到哪一天
look-hold-until-hint = 最长半年
look-hold-send = 暂缓显示
look-hold-reference-empty = 填写办件编号
look-hold-basis-empty = 选择法律依据
look-hold-until-wrong = 填写从今天起半年以内的日期
look-hold-not-looked = 本部门没有查看过这个编号的事项
look-held = { $reference } 暂缓显示至 { $date }：{ $basis }
looks-desk-nav = 查看询问
looks-desk-waiting = 个问题等待答复
looks-desk-title = 群众询问：为什么查看我的信息
looks-desk-count = { $count ->
    [0] 没有等待答复的问题。
   *[other] { $count } 个问题等待答复。
}
looks-desk-due = 最迟 { $date } 答复
looks-desk-late = 已超期，应在 { $date } 前答复
looks-desk-looked-at = 查看时间
looks-desk-send = 发送答复
looks-desk-answered = 已答复
looks-desk-none-answered = 还没有答复过。
leave-given-title = 我同意过的查询
leave-given-lead = 办结以前随时可以撤回，办结时同意自动失效。撤回以后不再查询这个部门。已经提交的内容不受影响，缺少的材料可能要您自己提供。
leave-given-none = 现在没有有效的同意。
leave-given-no-case = 还没有提交
leave-given-at = 同意时间
leave-given-until = 有效期至
leave-given-withdraw = 撤回同意
leave-given-gone = 这项同意已经失效或者撤回了。
leave-given-decided = 事项已经办结，同意随之失效，不能再撤回；不会再为它查询。
casework-step-leave-withdrawn = 申请人撤回了查询同意

correction-open = 等待登记部门核对
correction-corrected = 已更正
correction-stands = 核对无误，不更正
correction-whom = 当事人
correction-value = 登记的内容
correction-says = 认为应为
correction-why = 核对结果和理由
correction-made = 已在登记中更正
correction-refused = 登记无误
correction-changed = 登记部门刚刚给出了不同的内容，请先查看再决定。
corrections-own = 关于我的更正请求
corrections-desk-title = 更正请求
corrections-desk-count = { $count ->
    [0] 没有等待核对的更正请求。
   *[other] { $count } 个更正请求等待核对。
}
correction-notice-event = 更正请求有结果了
correction-notice-corrected = { $register }已经按核对结果更正，办件部门会看到新的内容。
correction-notice-stands = { $register }核对后没有更正，理由见“谁看过我的信息”。
looked-purpose-correction = 核对更正请求
casework-step-correction-answered = 登记部门答复了更正请求
correction-both = 登记为{ $value }；认为应为{ $says }
corrections-in-case = 已请登记部门核对

# In the journal.
casework-step-correction-asked = 申请更正
casework-step-look-asked = 询问查看原因
casework-step-look-answered = 已答复查看询问
casework-step-looks-held = 依法暂缓公开查看记录
