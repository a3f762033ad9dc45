case-already-filed = 这份证明已经用于另一份申请，不能重复提交。您可以在“我的办件”中查看，或拨打 12345。
case-claimed-elsewhere = 已经用于另一份申请
case-moved-on = 这件事已经有了新进展，这一步现在不能办。请查看最新情况。
case-taken-up-by = { $name } 已经先一步受理了。您填写的内容没有丢失。

notice-submitted = 您的申请已收到，编号 { $reference }。
notice-asked = 办理“{ $matter }”需要您补充说明，请打开编号 { $reference } 回答。
notice-done = “{ $matter }”已办好。编号 { $reference }。
notice-refused = “{ $matter }”没有通过。编号 { $reference } 中写明了理由和下一步。
notice-blocked = “{ $matter }”不能继续，因为它所依靠的一项没有办成。编号 { $reference }。
notice-unanswered = “{ $matter }”没有等到您的补充，已先停下。打开编号 { $reference } 按一下即可重新办理。
notice-asked-reminder = “{ $matter }”还在等您补充，期限快到了，请打开编号 { $reference } 回答。
notice-sent-on = “{ $matter }”已转给另一个单位继续办理，期限不变。编号 { $reference }，打开可看原因。
case-asked-before = 已经请申请人补充过一次。再次补充需要主管说明理由。
case-may-still-answer = 答复期限还没有过，申请人仍可答复。
