"""An example body for every command, shown in the description and sent by a test."""

from typing import Any, Final

SESSION: Final = "S-2026-014"
TIMES: Final = {"starts_at": "2026-03-02T01:00:00Z", "ends_at": "2026-03-02T02:30:00Z"}
WORTH: Final = {"title": "Fire safety 消防安全", "credits": "2.00", "kind": "required", "minutes": 90}
PERSON: Final = {"employee": "1007"}

# What the address says is left out, as in a real body.
EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "ListCourse": {"course": "FIRE-1", **WORTH},
    "ReviseCourse": {**WORTH, "credits": "3.00"},
    "RetireCourse": {},
    "JoinBranch": {**PERSON, "branch": "chengdu"},
    "ScheduleSession": {"session": SESSION, "course": "FIRE-1", "branch": "chengdu", **TIMES, "trainer": "1002"},
    "RescheduleSession": TIMES,
    "OpenSession": {},
    "CloseSession": {},
    "CancelSession": {"because": "TRAINER_ILL"},
    "AssignTrainer": {"trainer": "1002"},
    "EnrolLearner": PERSON,
    "WithdrawEnrolment": PERSON,
    "RateSession": {**PERSON, "score": "95.00"},
    "CloseRating": {},
    "CheckIn": {"session": SESSION, **PERSON, "method": "kiosk", "device": "kiosk-1"},
    "CheckOut": {"session": SESSION, **PERSON, "method": "kiosk", "device": "kiosk-1"},
    "CorrectAttendance": {
        "joined_at": "2026-03-02T01:00:00Z",
        "left_at": "2026-03-02T02:30:00Z",
        "because": "KIOSK_CLOCK_WRONG",
    },
    "VoidAttendance": {"because": "PROXY_ATTENDANCE"},
    "RecordCompletion": {**PERSON, "course": "FIRE-1", "completion": "X-1", "source": "lms", "passed": True},
    "VoidCompletion": {**PERSON, "course": "FIRE-1", "because": "REPORTED_IN_ERROR"},
    "ExpirePoints": {},
    "LeaveCompany": {"last_day": "2026-06-30", "because": "RESIGNED"},
    "SettleAccount": {},
    "ProposeAdjustment": {
        **PERSON,
        "kind": "deduct",
        "points": 40,
        "because": "IMPORTED_TWICE",
        "note": "The March file was taken twice 三月文件重复导入",
        "reference": "HR-4711",
    },
    "ApproveAdjustment": {},
    "RejectAdjustment": {"because": "NO_EVIDENCE"},
    "ListReward": {
        "reward": "leave-day",
        "title": "One day of paid leave 带薪假期一天",
        "kind": "paid_leave",
        "price": 100,
        "stock": 50,
    },
    "RestockReward": {"units": 20},
    "RepriceReward": {"price": 120},
    "RedeemReward": {**PERSON, "reward": "leave-day"},
    "FulfilRedemption": {},
    "CancelRedemption": {"because": "CHANGED_MIND"},
    "RefundRedemption": {"because": "LEAVE_NOT_TAKEN"},
    "ReviewEvidence": {"verdict": "accepted", "note": "complete 完整"},
    "HandOverEvidence": {"receiver": "labour court 劳动仲裁"},
}
