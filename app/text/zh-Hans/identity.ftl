sign-in-title = 登录
staff-sign-in-title = 工作人员登录

demo-title = 演示：以某个人的身份登录
demo-explained = 这些人和他们的资料都是虚构的。按下姓名即可登录。
demo-citizens = 居民
demo-staff = 工作人员
