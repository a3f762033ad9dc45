leave-elder-why = 替自己申请时不用再填，并找到负责的街道

subject-elder = 老人
field-elder-name = 老人姓名
field-elder-number = 身份证号码
field-elder-born = 出生日期
field-elder-street = 户籍所在街道

elder-title = 为谁申请？
elder-for = 为谁申请高龄津贴
elder-for-me = 为我自己（{ $name }）
elder-for-other = 为家里的老人
elder-name = 老人的姓名
elder-number = 老人的身份证号码
elder-street = 老人户籍所在的街道或乡镇
elder-only-other = 为家里的老人申请时填写
elder-account-legend = 津贴付到老人本人的账户
elder-for-empty = 选择为谁申请
elder-name-empty = 填写老人的姓名
elder-street-empty = 选择老人户籍所在的街道或乡镇
elder-silent-title = 人口登记现在没有回应
elder-silent-body = 过一会儿再来，或者带身份证到街道便民服务中心办理。需要帮助拨打 12345。
elder-too-young-title = 还没有到领取的年龄
elder-too-young-body = 各区的高龄津贴都从 80 周岁开始。满 80 周岁的当月就可以申请。
elder-too-young-way = 其他养老服务和补贴，可以拨打 12345 询问。
