"""The company: three branches, two hundred people, a catalogue worth more than 500 credits, a shelf of rewards."""

from decimal import Decimal
from itertools import product
from typing import NamedTuple

from api.people import Person
from ledger.decisions.list_course import ListCourse
from ledger.decisions.list_reward import ListReward
from ledger.rewards.bonus import Bonus
from ledger.vocabulary import CourseCategory, CourseKind

BRANCHES = ("chengdu", "shanghai", "shenzhen")
PEOPLE_A_BRANCH = 68
TRAINERS_A_BRANCH = 5
FIRST_EMPLOYEE = 1001

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = (
    *("伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超"),
    *("秀英", "建国", "晓东", "雨桐", "子涵", "浩然", "思远", "佳怡", "志强", "海燕", "文博", "嘉欣", "一鸣"),
)

NEW_SUBJECT = "AI"

# Code, title, kind and category.
SUBJECTS: tuple[tuple[str, str, CourseKind, CourseCategory], ...] = (
    ("FIRE", "消防安全", "required", "general"),
    ("INFOSEC", "信息安全", "required", "general"),
    ("ETHICS", "合规与职业道德", "required", "general"),
    ("ONBOARD", "新员工入职", "required", "induction"),
    ("LEAD", "团队领导力", "elective", "appointment"),
    ("COACH", "辅导与反馈", "elective", "appointment"),
    ("PROJECT", "项目管理", "elective", "special"),
    ("DATA", "数据分析", "elective", "special"),
    ("PYTHON", "Python 编程", "elective", "special"),
    ("CLOUD", "云平台运维", "elective", "special"),
    ("SALES", "大客户销售", "elective", "in_service"),
    ("SERVICE", "客户服务", "elective", "in_service"),
    ("FINANCE", "非财务人员的财务", "elective", "in_service"),
    ("LAW", "劳动法实务", "elective", "in_service"),
    ("SPEECH", "演讲与表达", "elective", "general"),
    ("WRITING", "公文写作", "elective", "general"),
    ("ENGLISH", "商务英语", "elective", "general"),
    ("QUALITY", "质量管理", "elective", "in_service"),
    ("LEAN", "精益生产", "elective", "in_service"),
    ("SUPPLY", "供应链管理", "elective", "special"),
    ("HEALTH", "心理健康", "elective", "general"),
    ("CREATE", "创新思维", "elective", "general"),
    ("NEGOT", "谈判技巧", "elective", "in_service"),
    ("TRAINER", "内训师授课技巧", "elective", "appointment"),
    # Not taught yet: kept for whoever tries the demo.
    (NEW_SUBJECT, "人工智能应用", "elective", "special"),
)
# Level, its title, minutes and credits.
LEVELS = ((1, "基础", 90, "6.00"), (2, "进阶", 120, "8.00"), (3, "实战", 180, "12.00"))

REWARDS = (
    ListReward(reward="LEAVE-DAY", title="带薪假期一天", kind="paid_leave", price=100, stock=500),
    ListReward(reward="PREMIUM-COURSE", title="高端培训课程", kind="course", price=200, stock=40),
    ListReward(reward="SUMMIT", title="行业峰会名额", kind="training_place", price=120, stock=3),
    ListReward(
        reward="BONUS-300", title="奖金 300 元", kind="bonus", terms=Bonus(amount=Decimal(300)), price=150, stock=60
    ),
    ListReward(reward="MUG", title="纪念马克杯", kind="goods", price=30, stock=80),
)


class Company(NamedTuple):
    """Who works where, who teaches, and what is on offer."""

    people: tuple[Person, ...]
    branch_of: dict[str, str]
    trainers: dict[str, tuple[str, ...]]
    courses: tuple[ListCourse, ...]


def company() -> Company:
    """Set the company up, the same every time."""
    names = [surname + given for given, surname in product(GIVEN, SURNAMES)]
    people, branch_of = [], {}
    for number in range(PEOPLE_A_BRANCH * len(BRANCHES)):
        employee = f"E-{FIRST_EMPLOYEE + number}"
        # A stride that shares no factor with the list: every surname and many given names, nobody twice.
        name = names[number * 37 % len(names)]
        people.append(Person(employee, name, f"{employee.lower()}@merit.example", (f"wecom-{employee}",)))
        branch_of[employee] = BRANCHES[number % len(BRANCHES)]
    trainers = {
        branch: tuple([who for who, where in branch_of.items() if where == branch][:TRAINERS_A_BRANCH])
        for branch in BRANCHES
    }
    return Company(tuple(people), branch_of, trainers, tuple(_courses()))


def _courses() -> list[ListCourse]:
    return [
        ListCourse(
            course=f"{code}-{level}",
            title=f"{title}（{stage}）",
            credits=Decimal(worth),
            kind=kind,
            category=category,
            minutes=minutes,
        )
        for code, title, kind, category in SUBJECTS
        for level, stage, minutes, worth in LEVELS
    ]
