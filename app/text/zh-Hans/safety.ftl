# 不能让案件的另一方知道行踪的人。另一方看到的任何页面都不会提到这些。

safety-title = 受保护的人
safety-lead = 用于躲避暴力的人，或法院、公安正在保护的人：不能让其案件的另一方知道此人在哪里。
safety-what-it-does = 标记有效期间，另一方只能看到部门、全市和日期，看不到具体单位、街道和时刻，也看不到会透露区县的编号。受保护的人本人和办理案件的单位仍看得到全部内容。另一方不会知道有这个标记，您也不要告诉他们。
safety-none = 本单位没有设过标记。
safety-set-title = 保护一个人
safety-reason = 原因
safety-reason-hint = 例如人身安全保护令的编号。只有本单位看得到。
safety-reason-empty = 写明为什么要保护此人
safety-set = 设标记
safety-holds = 受保护
safety-ended = 已不再保护
safety-since = 开始时间
safety-end-why = 为什么可以结束
safety-end = 结束标记
safety-ended-because = 已结束
safety-not-set = 已经设过标记，或者您不能为此人设标记。
safety-not-ended = 标记已经结束，或者您不能结束它。
safety-office = 重庆市 · { $department }
safety-at-the-desk = 本案有人受保护。写给当事人的内容里，不要写地点、街道、单位和时刻。
looked-purpose-safety-mark = 为您设的安全标记
looked-field-safety = 安全标记
casework-step-safety-mark-set = 已设安全标记
casework-step-safety-mark-ended = 已结束安全标记

# 演示：市级部门。它们拥有登记库，也答复区县单位自己不能答复的申诉。
demo-staff-owner-police = 市公安局：人口登记的所有者，答复申诉
demo-staff-owner-civil = 市民政局：婚姻、困难登记的所有者，答复申诉
demo-staff-owner-insurance = 市医保局：医保登记的所有者，答复申诉
demo-staff-owner-health = 市卫生健康委：出生登记的所有者，答复申诉
demo-staff-owner-social = 市人社局：社保卡登记的所有者，答复申诉
demo-staff-owner-federation = 市残联：残疾人登记的所有者，答复申诉
demo-late-father = 逾期案件的另一位家长：母亲受保护，他只看到部门和日期
