"""The words of a branch report, Chinese beside English."""

TITLE = "分支机构学习报告 Branch report"
BRANCH, PERIOD, DAY = "分支机构 Branch", "期间 Period", "进度日 Day"

SUMMARY = "概要 Summary"
COUNT, DONE, ON_TRACK, BEHIND = "人数 People", "完成 Done", "按进度 On track", "落后 Behind"
OWED, EARNED, CARRIED, COUNTED = "应修 Owed", "已获 Earned", "结转 Carried in", "计入 Counted"
MISSING, MISSED = "还差 Missing", "逾期必修课 Deadlines missed"

PEOPLE = "人员 People"
PERSON_COLUMNS = (
    *("人员 Person", "姓名 Name", "分支机构 Branch", "岗位 Position", OWED, EARNED, CARRIED, COUNTED, MISSING),
    *("应达进度 Expected", "进度 Progress", MISSED),
)
PARTS = "类别 Categories"
PART_COLUMNS = ("类别 Of", "人数 People", EARNED, COUNTED, MISSING)
COURSES = "课程 Courses"
COURSE_COLUMNS = ("课程 Course", "名称 Title", "人数 People", "分钟 Minutes", "学分 Credits")
WEEKS = "学习热度 Learning by week"
WEEK_COLUMNS = ("周 Week", "人数 People", "分钟 Minutes", "学分 Credits")
