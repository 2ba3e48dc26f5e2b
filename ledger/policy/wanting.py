"""What a value is to be instead, in both languages, from what the schema found wrong."""

from typing import Any

from pydantic_core import ErrorDetails

from ledger.policy.part import CONTRADICTION

WANTED = {
    "missing": ("complete: {field} is missing", "完整的内容：缺少 {field}"),
    "int_type": ("a whole number", "整数"),
    "int_from_float": ("a whole number", "整数"),
    "decimal_type": ("a number", "数字"),
    "decimal_parsing": ("a number", "数字"),
    "finite_number": ("a number", "数字"),
    "decimal_max_places": ("a number of at most {decimal_places} decimal places", "最多 {decimal_places} 位小数的数字"),
    "decimal_max_digits": ("a number of at most {max_digits} digits", "最多 {max_digits} 位的数字"),
    "decimal_whole_digits": (
        "a number of at most {whole_digits} digits before the point",
        "整数部分最多 {whole_digits} 位的数字",
    ),
    "greater_than": ("more than {gt}", "大于 {gt} 的值"),
    "greater_than_equal": ("at least {ge}", "不小于 {ge} 的值"),
    "less_than": ("less than {lt}", "小于 {lt} 的值"),
    "less_than_equal": ("at most {le}", "不大于 {le} 的值"),
    "literal_error": ("one of {expected}", "以下之一：{expected}"),
    "union_tag_invalid": ("one of {expected_tags}", "以下之一：{expected_tags}"),
    "union_tag_not_found": ("a mapping with {discriminator}", "含 {discriminator} 的键值映射"),
    "bool_type": ("true or false", "true 或 false"),
    "string_type": ("text", "文本"),
    "string_pattern_mismatch": ("text of the form {pattern}", "符合 {pattern} 的文本"),
    "model_type": ("a mapping of names to values", "键值映射"),
    "model_attributes_type": ("a mapping of names to values", "键值映射"),
    "dict_type": ("a mapping of names to values", "键值映射"),
    "tuple_type": ("a list", "列表"),
    "list_type": ("a list", "列表"),
    "too_short": ("a list of at least {min_length}", "至少 {min_length} 项的列表"),
    "too_long": ("a list of at most {max_length}", "最多 {max_length} 项的列表"),
    CONTRADICTION: ("{en}", "{zh}"),
}


def wanted(error: ErrorDetails) -> tuple[str, str]:
    """Say what is wanted; a check of its own says it itself."""
    about: dict[str, Any] = {**error.get("ctx", {}), "field": error["loc"][-1] if error["loc"] else ""}
    if error["type"] not in WANTED:
        return str(about.get("error", error["msg"])), "符合规定的值"
    en, zh = WANTED[error["type"]]
    return en.format_map(about), zh.format_map(about)
