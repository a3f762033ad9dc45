# 登记机关没有回答或没有同意查询时，由本人填写的内容。

by-hand-title = 登记机关没有回答的内容
by-hand-lead = 有的登记机关现在没有回答，或者您没有同意查询。您在这里填写的内容以后再核对，申请现在就受理。
by-hand-street = 户籍所在街道（乡镇）
by-hand-street-hint = 按户口簿填写，由它决定哪个单位办理。
by-hand-street-empty = 选择街道（乡镇）
by-hand-not-known = 不清楚
casework-as-of = 截至{ $time }的信息，此后没有再向登记机关核对
