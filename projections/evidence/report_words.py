"""The words of the readable report, Chinese beside English."""

TITLE = "证据包 Evidence package"
SUMMARY, TOTALS, FACTS, MOVEMENTS, KINDS = "概要 Summary", "汇总 Totals", "事实 Facts", "变动 Movements", "类型 Types"

HEADINGS = {
    "about": "关于 About",
    "period": "期间 Period",
    "purpose": "用途 Purpose",
    "preparer": "编制人 Prepared by",
    "prepared_at": "编制时间 Prepared at",
    "log": "日志、条数、根 Log, facts, root",
    "count": "事实条数 Facts in this package",
    "program": "程序 Program",
}
TOTAL_COLUMNS = (
    *("人员 Person", "学分 Credits", "可用 Active", "冻结 Held", "已用 Spent", "过期 Expired"),
    *("冲销 Reversed", "欠分 Debt", "待生效 Pending", "已付 Paid out"),
)
FACT_COLUMNS = (*("位置 Position", "发生 Happened", "记录 Recorded", "类型 Type", "操作者 Actor", "内容 Content"),)
MOVEMENT_COLUMNS = ("位置 Position", "人员 Person", "从 From", "到 To", "数额 Amount")
KIND_COLUMNS = ("类型 Type", "条数 Facts")
MORE = "其余 {rest} 条见 report.xlsx。 The other {rest} facts are in report.xlsx."

_GENUINE = (
    "每条事实均在已签名的日志根之下，可用包内 merit-verify.pyz 核验；汇总由核验程序从事实重新计算。",
    "Every fact is under the signed root of the log: merit-verify.pyz in this package checks it, and the totals too.",
)
_NOT = (
    "不证明所记录之事确实发生；亦不含人员姓名，编号对应何人由人事档案说明。复核结论与转交记录见 custody.jsonl。",
    "It does not prove that what was recorded took place, nor who is behind an id. Review, transfers: custody.jsonl.",
)
COMPLETE = (
    *_GENUINE,
    "包内含截至该位置的全部叶，因此可证明没有遗漏。",
    "All leaves up to the position are in this package, so that it shows that nothing was left out.",
    *_NOT,
)
PARTIAL = (
    *_GENUINE,
    "是否有遗漏，须以 --tiles 对照已公布的日志。",
    "Whether anything was left out only the published log can tell: merit-verify package FILE --tiles DIR.",
    *_NOT,
)

TYPES = {
    "AccountSettled": "账户结清",
    "AdjustmentApproved": "批准调整",
    "AdjustmentProposed": "提出调整",
    "AdjustmentRejected": "驳回调整",
    "AnchorRecorded": "加盖时间戳",
    "AttendanceCorrected": "考勤更正",
    "AttendancePromptAnswered": "回应随机确认",
    "AttendancePromptIssued": "出示随机确认",
    "AttendanceVerified": "考勤核定",
    "AttendanceVoided": "考勤作废",
    "BenefitUsed": "使用兑换",
    "BranchHeadAppointed": "任命负责人",
    "BatchWrittenOff": "批次核销",
    "CheckedIn": "签到",
    "CheckedOut": "签退",
    "CommandRefused": "请求被拒",
    "CompletionRecorded": "完成学习",
    "CompletionVoided": "完成作废",
    "ControlTotalsRecorded": "记录控制总数",
    "CourseListed": "课程上架",
    "CourseRetired": "课程停用",
    "CourseRevised": "课程修订",
    "CreditsAwarded": "授予学分",
    "CreditsReversed": "冲销学分",
    "DebtSettled": "抵偿欠分",
    "DebtWaived": "豁免欠分",
    "DeputyAppointed": "指定代理人",
    "DeputyWithdrawn": "撤销代理人",
    "EmployeeJoined": "加入机构",
    "EmployeeLeft": "离职",
    "EnrolmentWithdrawn": "取消报名",
    "EvidenceHandedOver": "转交证据包",
    "EvidencePrepared": "编制证据包",
    "EvidenceReviewed": "复核证据包",
    "KeyRotated": "更换密钥",
    "LearnerEnrolled": "报名",
    "ManagerAssigned": "指定上级",
    "PeriodSealed": "封存期间",
    "PointsActivated": "积分生效",
    "PointsDeducted": "扣减积分",
    "PointsEarned": "获得积分",
    "PointsExpired": "积分过期",
    "PointsPaidOut": "积分折付",
    "PointsReversed": "冲销积分",
    "PositionAssigned": "任命岗位",
    "PresenceImported": "导入出席",
    "RatingClosed": "评分结束",
    "RatingDiscounted": "评分失效",
    "RedemptionApproved": "兑换批准",
    "RedemptionCancelled": "兑换取消",
    "RedemptionFulfilled": "兑换完成",
    "RedemptionLapsed": "兑换逾期",
    "RedemptionRefunded": "兑换退回",
    "RedemptionRejected": "兑换驳回",
    "RedemptionRequested": "申请兑换",
    "RewardLimited": "奖品限额",
    "RewardListed": "奖品上架",
    "RewardOffered": "奖品开放",
    "RewardRecounted": "奖品盘点",
    "RewardRelisted": "奖品重新上架",
    "RewardRepriced": "奖品调价",
    "RewardRestocked": "奖品补货",
    "RewardRetired": "奖品下架",
    "SessionCancelled": "场次取消",
    "SessionClosed": "场次关闭",
    "SessionOpened": "场次开放",
    "SessionRated": "场次评分",
    "SessionRescheduled": "场次改期",
    "SessionScheduled": "场次排期",
    "StatementReceived": "收到语句",
    "StatementVoided": "语句作废",
    "StockRanLow": "库存不足",
    "TrainerAssigned": "指派讲师",
    "ViewDigestsRecorded": "记录视图摘要",
    "VouchersAssigned": "分配兑换码",
    "VouchersLoaded": "导入兑换码",
    "VouchersShown": "展示兑换码",
    "WaitingCalled": "排队轮到",
    "WaitingJoined": "加入排队",
    "WaitingLapsed": "排队逾期",
    "WaitingLeft": "退出排队",
}
