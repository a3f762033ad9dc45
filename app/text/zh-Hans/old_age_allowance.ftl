leave-elder-why = 替自己申请时不用再填，并找到负责的街道

subject-elder = 老人
field-elder-name = 老人姓名
field-elder-number = 身份证号码
field-elder-born = 出生日期
field-elder-street = 户籍所在街道

field-account-owner = 开户姓名
elder-title = 付到哪个账户？
elder-account-lead = 津贴只付到{ $name }本人名下的账户。
elder-owner = 开户姓名
elder-owner-empty = 填写开户姓名：{ $name }
elder-owner-other = 津贴只能付到{ $name }本人名下的账户
elder-silent-title = 人口登记现在没有回应
elder-silent-body = 过一会儿再来，或者带身份证到街道便民服务中心办理。需要帮助拨打 12345。
elder-too-young-title = 还没有到领取的年龄
elder-too-young-body = 各区的高龄津贴都从 80 周岁开始。满 80 周岁的当月就可以申请。
elder-too-young-way = 其他养老服务和补贴，可以拨打 12345 询问。
