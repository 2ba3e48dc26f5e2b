"""Ways to say no to policy documents, with the line and column where it stands in the text."""

from ledger.refusals.refused import Conflict, NotFound, Unacceptable


class PolicyTooLong(Unacceptable):
    """A policy document has at most {limit} bytes; this one has {bytes}."""

    zh = "政策文档最多 {limit} 字节，此文档有 {bytes} 字节。"


class PolicyUnreadable(Unacceptable):
    """Line {line}, column {column}: this is not YAML."""

    zh = "第 {line} 行第 {column} 列：不是有效的 YAML。"


class PolicyNotPlain(Unacceptable):
    """Line {line}, column {column}: a policy has no anchors, aliases, tags, directives or second document."""

    zh = "第 {line} 行第 {column} 列：政策文档不允许使用锚点、别名、标签、指令或第二个文档。"


class PolicyTooDeep(Unacceptable):
    """Line {line}, column {column}: nothing in a policy is nested deeper than {limit} times."""

    zh = "第 {line} 行第 {column} 列：政策文档的嵌套不得超过 {limit} 层。"


class PolicyKeyTwice(Unacceptable):
    """Line {line}, column {column}: {path} is stated twice."""

    zh = "第 {line} 行第 {column} 列：{path} 重复出现。"


class PolicyKeyUnknown(Unacceptable):
    """Line {line}, column {column}: a policy has no {path}."""

    zh = "第 {line} 行第 {column} 列：政策中没有 {path}。"


class PolicyValueWrong(Unacceptable):
    """Line {line}, column {column}: {path} is to be {wanted}."""

    zh = "第 {line} 行第 {column} 列：{path} 须为{wanted_zh}。"


class PolicyStatedAlone(Unacceptable):
    """Line {line}, column {column}: who states {path} states {missing} too, because they are checked together."""

    zh = "第 {line} 行第 {column} 列：{path} 须与 {missing} 同时给出，因为二者一并校验。"


class PolicyOfCompany(Unacceptable):
    """Line {line}, column {column}: {path} is the same for the whole company; state it in the company's policy."""

    zh = "第 {line} 行第 {column} 列：{path} 全公司一致，请写入公司政策。"


class PolicyOfBranches(Unacceptable):
    """Line {line}, column {column}: {path} is the same for all positions; state it in a branch's or the company's."""

    zh = "第 {line} 行第 {column} 列：{path} 不分岗位，请写入分支机构或公司的政策。"


class PolicySaysNothing(Unacceptable):
    """The document states nothing."""

    zh = "政策文档没有任何内容。"


class PolicyUnknown(NotFound):
    """There is no policy version {version}."""

    zh = "没有政策版本 {version}。"


class PolicyStateWrong(Conflict):
    """Policy version {version} is {state} already."""

    zh = "政策版本 {version} 当前状态为 {state}。"


class PolicyNotInForce(Conflict):
    """Policy version {version} is a {state}; only what is published can be retired."""

    zh = "政策版本 {version} 当前状态为 {state}，只有已发布的版本可以停用。"


class PolicyDayPast(Unacceptable):
    """{day} is not after today, {today}: name a later day."""

    zh = "{day} 不晚于今天（{today}），请指定以后的日期。"


class PolicyBackdated(Unacceptable):
    """{day} is not after today, {today}: name a later day, or a reason for what then holds for the past."""

    zh = "{day} 不晚于今天（{today}）：请指定以后的日期，或为追溯生效说明理由。"


class PolicyOverlaps(Conflict):
    """{version} would begin on {day}, before {other}, which begins on {begins}; retire {other} first."""

    zh = "{version} 拟于 {day} 生效，早于将于 {begins} 生效的 {other}；请先停用 {other}。"
