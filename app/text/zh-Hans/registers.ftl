# 数据集的名称，供任何页面说明内容从哪里来、写到哪里去。
data-set-population-persons = 人口登记系统
data-set-population-households = 户籍登记系统
data-set-population-registrations = 户籍登记系统
data-set-marriages-marriages = 婚姻登记系统
data-set-births-certificates = 出生医学证明系统
data-set-births-deliveries = 医院分娩记录
data-set-births-issues = 出生医学证明系统
data-set-insurance-persons = 医保信息系统
data-set-insurance-enrolments = 医保信息系统
data-set-insurance-maternity-claims = 生育保险支付系统
data-set-licences-licences = 电子证照库
data-set-directory-offices = 办事机构目录
data-set-social-cards-applications = 社会保障卡系统
data-set-health-fertility-registrations = 生育登记系统
data-set-health-parenting-guidance = 科学育儿登记系统
data-set-health-childcare-allowances = 育儿补贴系统
data-set-civil-affairs-old-age-allowances = 高龄津贴系统
