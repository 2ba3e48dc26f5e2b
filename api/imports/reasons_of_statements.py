"""Every reason for rejecting an xAPI statement, in both languages."""

from api.imports.reasons import Reason

JSON_BROKEN = Reason("JSON_BROKEN", "this is not valid JSON", "不是有效的 JSON")
ARRAY_BROKEN = Reason(
    "ARRAY_BROKEN", "the array is damaged here: nothing after it was read", "数组在此处损坏：其后内容未读取"
)
NOT_AN_OBJECT = Reason("NOT_AN_OBJECT", "a statement must be a JSON object", "学习记录必须是 JSON 对象")
KEY_REPEATED = Reason("KEY_REPEATED", "an object names a key twice", "对象中的键重复")
TOO_DEEP = Reason("TOO_DEEP", "the statement is nested deeper than 64 levels", "嵌套超过 64 层")
STATEMENT_TOO_LARGE = Reason("STATEMENT_TOO_LARGE", "the statement is larger than 64 KB", "单条记录超过 64 KB")
ID_BROKEN = Reason("ID_BROKEN", "the id is not a UUID", "id 不是 UUID")
ACTOR_MISSING = Reason("ACTOR_MISSING", "there is no actor", "缺少 actor")
ACTOR_BROKEN = Reason(
    "ACTOR_BROKEN",
    "the actor must have exactly one well-formed identifier",
    "actor 必须恰有一个格式正确的标识",
)
VERB_MISSING = Reason("VERB_MISSING", "there is no verb with an id", "缺少带 id 的 verb")
OBJECT_MISSING = Reason("OBJECT_MISSING", "there is no object with an id", "缺少带 id 的 object")
OBJECT_TYPE = Reason("OBJECT_TYPE", "this type of object is not read", "不支持此类 object")
TIMESTAMP_MISSING = Reason("TIMESTAMP_MISSING", "there is no timestamp", "缺少 timestamp")
TIMESTAMP_BROKEN = Reason(
    "TIMESTAMP_BROKEN",
    "the timestamp is not an ISO 8601 instant with a zone",
    "timestamp 不是带时区的 ISO 8601 时间",
)
RESULT_BROKEN = Reason("RESULT_BROKEN", "the result has the wrong shape", "result 结构错误")
SCALED_BROKEN = Reason("SCALED_BROKEN", "the scaled score is not a number from -1 to 1", "scaled 不是 -1 到 1 之间的数")
DURATION_BROKEN = Reason("DURATION_BROKEN", "the duration is not ISO 8601", "duration 不符合 ISO 8601")
VOID_TARGET = Reason(
    "VOID_TARGET", "a voiding statement must name the statement it voids", "作废记录必须指明被作废的记录"
)
FIELD_BROKEN = Reason("FIELD_BROKEN", "context or extensions have the wrong shape", "context 或 extensions 结构错误")
