"""What is said about a check, in English and Chinese; the details stand in braces."""

from projections.audit.verifier.answers import INVALID, UNCHECKED, VALID

LANGUAGES = ("en", "zh")

VERDICTS = {
    VALID: ("VALID", "有效"),
    INVALID: ("INVALID", "无效"),
    UNCHECKED: ("NOT CHECKED", "未能核验"),
}

SENTENCES = {
    "credit": (
        "{type} is fact {position} of {origin}, under the checkpoint of {size} facts, with this data.",
        "{type} 是 {origin} 的第 {position} 条事实，包含在 {size} 条事实的检查点中，数据与记录一致。",
    ),
    "credit_sealed": (
        "{type} is fact {position} of {origin}, under the checkpoint of {size} facts. Its data was not shown.",
        "{type} 是 {origin} 的第 {position} 条事实，包含在 {size} 条事实的检查点中；其数据未出示。",
    ),
    "log": (
        "All {size} facts of {origin} lead to the signed root.",
        "{origin} 的全部 {size} 条事实均可推导出已签名的根哈希。",
    ),
    "log_signed": (
        "All {size} facts of {origin} lead to the signed root, and trusted writers signed all but {disowned} of them.",
        "{origin} 的全部 {size} 条事实均可推导出已签名的根哈希；除其中 {disowned} 条外，均由可信写入者签名。",
    ),
    "account": (
        "{account} has {count} facts among the {size} of {origin}; there are no others.",
        "{account} 在 {origin} 的 {size} 条事实中共有 {count} 条，别无其他。",
    ),
    "account_complete": (
        "The {count} facts handed over are all that {origin} has of {account} among its {size}, each as recorded.",
        "所交付的 {count} 条事实即 {origin} 的 {size} 条事实中关于 {account} 的全部，且均与记录一致。",
    ),
    "year": (
        "{employee}'s year {period} is one of {people} that {origin} sealed as fact {position}, with these figures.",
        "{employee} 的 {period} 年度数据是 {origin} 在第 {position} 条封存的 {people} 人之一，数字与封存一致。",
    ),
    "no_seal": ("Position {position} is no seal of a period.", "第 {position} 条不是期间封存。"),
    "other_period": ("The year is {period}, the seal that of {sealed}.", "年度为 {period}，封存的却是 {sealed}。"),
    "other_year": ("This is the year {period} of {employee}.", "这是 {employee} 的 {period} 年度。"),
    "report": (
        "{employee}'s figures follow from {count} facts of {origin} (size {size}); --tiles shows if any is missing.",
        "{employee} 的数字可由 {origin}（规模 {size}）的 {count} 条事实推导；是否有遗漏须用 --tiles 核验。",
    ),
    "report_complete": (
        "{employee}'s figures follow from the {count} facts shown, all that {origin} has of them among its {size}.",
        "{employee} 的数字可由所示 {count} 条事实推导，它们即 {origin} 的 {size} 条事实中的全部。",
    ),
    "figure": (
        "{figure} is stated as {said}; the facts shown lead to {found}.",
        "{figure} 所述为 {said}，而所示事实的结果为 {found}。",
    ),
    "stranger": ("Position {position} does not belong into this statement.", "第 {position} 条不属于该对账单。"),
    "totals": (
        "All {days} control totals of {origin} up to position {position} are what its facts add up to.",
        "{origin} 截至第 {position} 条的全部 {days} 个控制总数均与事实相符。",
    ),
    "no_totals": ("{origin} has recorded no control totals.", "{origin} 没有记录控制总数。"),
    "total": (
        "{period} (position {position}): {figure} was recorded as {said}; the facts lead to {found}.",
        "{period}（第 {position} 条）：{figure} 记录为 {said}，而事实的结果为 {found}。",
    ),
    "database": (
        "The database holds the {size} published facts of {origin}, unchanged, and {newer} newer ones.",
        "数据库中 {origin} 已公布的 {size} 条事实未被改动，另有 {newer} 条尚未公布的新事实。",
    ),
    "grown": (
        "The log of {size} facts is that of {older}, only appended to.",
        "{size} 条事实的日志仅由 {older} 条事实的日志追加而成。",
    ),
    "package": (
        "{count} facts: all of {asked} among the {size} of {origin}. By {preparer}, for: {purpose}. Review: {review}.",
        "{count} 条事实：{origin} 的 {size} 条中关于 {asked} 的全部。编制：{preparer}，用途：{purpose}，复核：{review}",
    ),
    "partial": (
        "The {count} facts of {asked} are genuine; whether any was left out only the published log can tell: --tiles.",
        "{asked} 的 {count} 条事实真实；是否有遗漏，须以 --tiles 对照已公布的日志。",
    ),
    "member": ("{file} is not what the manifest says.", "{file} 与清单不符。"),
    "extra": ("{file} does not belong to the package.", "{file} 不属于该证据包。"),
    "figures": ("{file} does not say what the facts add up to.", "{file} 与事实的汇总不符。"),
    "tiles_older": (
        "The log given has {size} facts, and the package was made of {wanted}: a newer copy is needed.",
        "所给日志有 {size} 条事实，而证据包基于 {wanted} 条：需要较新的副本。",
    ),
    "file": ("{file}: {why}.", "{file} 无效：{why}。"),
    "leaf": (
        "Position {position}: the leaf in its bundle is not the one in {file}.",
        "第 {position} 条：条目文件中的叶与 {file} 中的不符。",
    ),
    "tile": ("{file} is not what the facts below it add up to.", "{file} 与其下的事实不符。"),
    "root": (
        "The facts published do not lead to the root that was signed for {size}.",
        "已公布的事实无法推导出为 {size} 条事实签名的根哈希。",
    ),
    "misplaced": ("The fact at position {position} says another one.", "位于第 {position} 条的事实自称在别处。"),
    "unsigned": (
        "Position {position} was not appended by anybody who is trusted: {why}.",
        "第 {position} 条并非由可信写入者追加：{why}。",
    ),
    "no_leaf": ("Position {position} holds no fact: {why}.", "第 {position} 条不是事实：{why}。"),
    "other_log": ("{origin} and {other} are two logs.", "{origin} 与 {other} 是两个不同的日志。"),
    "shrunk": (
        "The log has {size} facts and had {older}: it was cut off, or an old copy brought back.",
        "日志现有 {size} 条事实，此前曾有 {older} 条：日志被截断或恢复成了旧副本。",
    ),
    "rewritten": (
        "History was rewritten: the first {size} facts are not those of the older checkpoint.",
        "历史被改写：前 {size} 条事实与较早的检查点不符。",
    ),
    "fork": (
        "The log signed two histories: the first {older} facts of the one with {size} are others.",
        "日志签署了两种历史：{size} 条事实中的前 {older} 条与另一检查点不同。",
    ),
    "data": (
        "Position {position} ({type}): the data handed over is not what was recorded.",
        "第 {position} 条（{type}）：所交付的数据与记录不符。",
    ),
    "left_out": ("Position {position} ({type}) was left out.", "遗漏了第 {position} 条（{type}）。"),
    "added": ("Position {position} is no fact of this account.", "第 {position} 条不属于该账户。"),
    "row_missing": ("The database has lost position {position}.", "数据库中缺少第 {position} 条。"),
    "row_added": (
        "The database has a row at position {position} that was never published.",
        "数据库在第 {position} 条处多出一行从未公布的记录。",
    ),
    "row_changed": (
        "The database was changed at position {position}: {columns}.",
        "数据库的第 {position} 条被改动：{columns}。",
    ),
    "index": (
        "{table} was changed: at position {position} it is not what the facts say.",
        "{table} 被改动：在第 {position} 条处与事实不符。",
    ),
    "missing": ("{file} is missing.", "缺少 {file}。"),
    "no_fact": ("{file} proves something, but carries no fact.", "{file} 是一份证明，但其中没有事实。"),
    "unreadable": ("{file} cannot be read: {why}.", "无法读取 {file}：{why}。"),
    "key": ("The key is not one: {why}.", "密钥不正确：{why}。"),
    "no_psycopg": ("To look into a database, psycopg must be installed.", "核验数据库需要先安装 psycopg。"),
    "database_silent": ("The database does not answer: {why}.", "数据库没有应答：{why}。"),
    "stopped": ("Stopped before the end.", "核验被中断。"),
    "bug": ("This program failed: {why}.", "本程序出错：{why}。"),
}


def sentence(code: str, language: str, details: dict[str, object]) -> str:
    """Say it."""
    return SENTENCES[code][LANGUAGES.index(language)].format(**details)
