known-stale = 登记部门现在没有回应，这是上面所写时间的内容，稍后再核对。
looked-outcome-from-before = 没有再次查询，沿用了上次的回答
looked-outcome-from-before-stale = 登记机关没有回答，沿用了上次的回答
looked-outcome-resting = 没有查询：登记机关刚才多次没有回答
looked-outcome-busy = 没有查询：同时查询的人太多
looked-outcome-no-leave = 没有查询：您没有同意，或者撤回了同意
