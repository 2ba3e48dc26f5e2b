"""The words of the readable growth file, Chinese beside English."""

TITLE = "学习成长档案 Growth file"
PERSON = "人员 Person"
SUMMARY = "概要 Summary"
NONE = "无 None"

CAREER = "经历 Career"
TENURES = ("自 Since", "至 Until", "变动 Change", "分支机构 Branch", "岗位 Position", "职级 Level", "离职 Left")
CHANGES = {"joined": "入职 joined", "moved": "调动 moved", "assigned": "任职变更 assigned"}
YES, NO = "是 yes", "否 no"

PERIODS = "各期学分 Credits by period"
STANDINGS = (
    *("期间 Period", "分支机构 Branch", "岗位 Position", "应修 Owed", "已获 Earned", "结转 Carried in"),
    *("计入 Counted", "还差 Missing", "进度日 Day", "应达进度 Expected", "按进度 On track"),
)
OWED = "应修依据 What is owed"
TERMS = ("期间 Period", "学分 Credits", "累计 Sum", "依据 Why")
PARTS = "类别要求 Kinds and categories"
BOUNDS = ("期间 Period", "说明 Meaning")

REQUIRED = "必修课程期限 Deadlines"
DEADLINES = ("期限 Due", "课程 Course", "状态 State", "完成 Done", "依据 By which rule")
STATES = {"open": "待完成 open", "overdue": "逾期未完成 overdue", "done": "按期完成 done", "late": "逾期完成 late"}

TRANSCRIPT = "学习记录 Transcript"
LINES = (
    *("时间 When", "事实 Fact", "课程 Course", "类别 Category", "学分 Credits", "计入 Counted", "依据 Why"),
    "冲销 Reversal",
)
REVERSED_BY, REVERSES = "被冲销 reversed by", "冲销 reverses"

CURVE = "学习曲线 Learning curve"
MONTHS = ("月份 Month", "期间 Period", "本月 Learnt", "累计计入 Counted", "应达进度 Expected", "差额 Ahead")
COUNTED, EXPECTED = "累计计入 Counted", "应达进度 Expected"

CERTIFICATES = "必修课程结业 Certificates"
COMPLETED = ("完成 Completed", "事实 Fact", "课程 Course", "学分 Credits", "必修要求 Obligations")

HONOURS = "荣誉 Honours"
TITLES = {"credit_champion": "学分达人 Credit champion", "learning_star": "年度学习之星 Learning star of the year"}
HONOURED = ("期间 Period", "荣誉 Honour", "说明 Meaning")
