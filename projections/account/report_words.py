"""The words of the readable statement, Chinese beside English."""

TITLE = "账户对账单 Statement of account"
SUMMARY, DETAILS, OPEN_LOTS, LOSSES = "余额 Balances", "明细 Entries", "可用批次 Open lots", "到期预告 What lapses when"

PERSON, PERIOD = "人员 Person", "期间 Period"
BALANCES = ("状态 State", "期初 Opening", "本期变动 Change", "期末 Closing")
ENTRIES = (
    *("时间 When", "事实 Fact", "内容 What", "从 From", "到 To", "数额 Amount"),
    *("学分 Credits", "待生效 Pending", "可用 Available", "冻结 Held", "欠分 Owed"),
)
LOTS = (
    *("批次 Lot", "获得 Earned", "生效 Active from", "到期 Expires"),
    *("原有 Points", "待生效 Pending", "剩余 Left"),
)
FORECAST = ("到期 Expires", "积分 Points", "说明 Meaning")
LAPSES = ("请于 {day} 前（含当日）使用，否则将失去 {points} 积分。", "Spend them by {day}, or you lose {points}.")
NONE = "无 None"
