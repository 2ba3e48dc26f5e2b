"""Ways to say no about people and courses."""

from ledger.refusals.refused import Conflict, NotFound, Unacceptable


class AlreadyJoined(Conflict):
    """Employee {employee} already belongs to branch {branch}."""

    zh = "员工 {employee} 已属于分支机构 {branch}。"


class PositionUnchanged(Conflict):
    """Employee {employee} has position {position} and its level already."""

    zh = "员工 {employee} 的岗位和职级没有变化，仍为 {position}。"


class CourseUnknown(NotFound):
    """There is no course {course}."""

    zh = "课程 {course} 不存在。"


class CourseAlreadyListed(Conflict):
    """Course {course} is in the catalogue already."""

    zh = "课程 {course} 已在目录中。"


class CourseIsRetired(Conflict):
    """Course {course} is retired."""

    zh = "课程 {course} 已停用。"


class NothingToRevise(Conflict):
    """Course {course} already reads like this."""

    zh = "课程 {course} 的内容没有变化。"


class CreditsOffStandard(Unacceptable):
    """By {calculator}, a course of {minutes} minutes cannot be worth {credits}: too much, or between its steps."""

    zh = "按 {calculator} 标准，{minutes} 分钟的课程不能计 {credits} 学分：超出上限或不符合最小单位。"
