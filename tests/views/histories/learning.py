"""Courses, sessions, presence, and what was put right afterwards."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from views.histories.scene import BRANCHES, Scene

from ledger import events as e


class Learning(Scene):
    """Courses, sessions, presence, and what was put right afterwards."""

    def course(self) -> Iterator[e.Event]:
        fresh = not self.courses or self.random.random() < 0.5
        course = self.name("C") if fresh else self.pick(self.courses)
        self.courses[course] = minutes = self.random.choice((45, 60, 90))
        kind = e.CourseListed if fresh else e.CourseRevised
        yield kind(
            effective_at=self.tick(),
            course=course,
            title=f"课程 {course}",
            credits=Decimal(self.random.randrange(1, 500)) / 100,
            kind="required",
            category=self.random.choice(("induction", "in_service")),
            minutes=minutes,
        )
        if self.random.random() < 0.3:
            yield e.CourseRetired(effective_at=self.tick(), course=course)

    def session(self) -> Iterator[e.Event]:
        session, course, trainer = self.name("S"), self.pick(self.courses), self.pick(self.people)
        start = self.tick(240) + timedelta(hours=1)
        end = start + timedelta(minutes=self.courses[course])
        yield e.SessionScheduled(
            effective_at=self.tick(),
            session=session,
            course=course,
            branch=self.pick(BRANCHES),
            mode="on_site",
            starts_at=start,
            ends_at=end,
            seats=None,
        )
        if self.random.random() < 0.3:
            start, end = start + timedelta(hours=1), end + timedelta(hours=1)
            yield e.SessionRescheduled(effective_at=self.tick(), session=session, starts_at=start, ends_at=end)
        yield e.TrainerAssigned(effective_at=self.tick(), session=session, trainer=trainer)
        heads = self.random.sample(self.people, min(self.attendees, len(self.people)))
        heads.sort()
        for employee in heads:
            yield e.LearnerEnrolled(effective_at=self.tick(1), session=session, employee=employee)
        gone = heads.pop()
        yield e.EnrolmentWithdrawn(effective_at=self.tick(), session=session, employee=gone)
        if self.random.random() < 0.2:
            noon = start + timedelta(minutes=20)
            yield e.PausePlanned(
                effective_at=self.now, session=session, begins_at=noon, ends_at=noon + timedelta(minutes=5)
            )
        if self.random.random() < 0.1:
            yield e.SessionCancelled(effective_at=self.tick(), session=session, because="TRAINER_ILL")
            return
        yield e.SessionOpened(effective_at=start, session=session)
        yield from self.presence(session, heads, start, end)
        for employee in heads:
            yield from self.verdict(session, course, employee)
        yield e.SessionClosed(
            effective_at=end,
            session=session,
            course=course,
            trainer=trainer,
            taught_minutes=self.courses[course],
            present=len(heads),
            absent=1,
        )
        yield from self.earn(trainer, f"teaching/session:{session}", 15, session)
        for employee in heads[::2]:
            yield e.SessionRated(
                effective_at=end,
                session=session,
                trainer=trainer,
                employee=employee,
                score=Decimal(self.random.randrange(7000, 10001)) / 100,
            )
        yield e.RatingClosed(
            effective_at=end, session=session, trainer=trainer, score=Decimal(90), ratings=len(heads[::2])
        )
        self.closed.append((session, course, trainer, heads))

    def presence(self, session: str, heads: list[str], start: datetime, end: datetime) -> Iterator[e.Event]:
        if heads and self.random.random() < 0.2:
            prompt = self.name("Q")
            at = start + timedelta(minutes=self.random.randrange(5, 40))
            yield e.AttendancePromptIssued(
                effective_at=at, session=session, prompt=prompt, number=0, answer_by=at + timedelta(minutes=2)
            )
            yield e.AttendancePromptAnswered(effective_at=at, session=session, employee=heads[0], prompt=prompt)
        shared = self.random.random() < 0.2
        device = self.name("D")
        for employee in heads:
            came = start + timedelta(minutes=self.random.randrange(-10, 20))
            if self.random.random() < 0.15:
                for _ in range(2):
                    yield e.PresenceImported(
                        effective_at=came,
                        session=session,
                        employee=employee,
                        joined_at=came,
                        left_at=end,
                        source="zoom",
                        evidence="0" * 64,
                    )
                continue
            yield e.CheckedIn(
                effective_at=came,
                session=session,
                employee=employee,
                method=self.random.choice(("qr", "qr", "face", "kiosk")),
                device=device if shared else f"D-{employee}",
            )
            if self.random.random() < 0.7:
                yield e.CheckedOut(
                    effective_at=end - timedelta(minutes=self.random.randrange(20)),
                    session=session,
                    employee=employee,
                    method="qr",
                )

    def verdict(self, session: str, course: str, employee: str) -> Iterator[e.Event]:
        minutes = self.random.randrange(10, 90)
        yield e.AttendanceVerified(
            effective_at=self.now,
            session=session,
            course=course,
            employee=employee,
            minutes=minutes,
            status="present",
        )
        short = minutes < 20
        yield e.CreditsAwarded(
            effective_at=self.now,
            employee=employee,
            course=course,
            session=session,
            activity=f"session:{session}",
            credits=Decimal(0) if short else Decimal(minutes) / 50,
            worth=Decimal(minutes) / 50,
            minutes=minutes,
            shortfall="TOO_SHORT" if short else None,
        )
        if not short:
            yield from self.earn(employee, f"learning/session:{session}", minutes, session)

    def unaward(self, employee: str, course: str, activity: str, credits_: Decimal) -> e.CreditsReversed:
        return e.CreditsReversed(
            effective_at=self.tick(),
            employee=employee,
            course=course,
            session=activity.removeprefix("session:") if activity.startswith("session:") else None,
            activity=activity,
            credits=credits_,
        )

    def correction(self) -> Iterator[e.Event]:
        if not self.closed:
            return
        session, course, _, heads = self.random.choice(self.closed)
        if heads:
            employee = self.pick(heads)
            yield e.AttendanceCorrected(
                effective_at=self.tick(),
                session=session,
                course=course,
                employee=employee,
                joined_at=self.now - timedelta(hours=2),
                left_at=self.now,
                minutes=50,
                status="late",
                minutes_before=10,
                because="CLOCK",
            )
            yield self.unaward(employee, course, f"session:{session}", Decimal("0.50"))

    def voiding(self) -> Iterator[e.Event]:
        if not self.closed:
            return
        session, course, trainer, heads = self.random.choice(self.closed)
        if not heads or trainer is None:
            return
        employee = heads.pop(0)
        yield e.AttendanceVoided(
            effective_at=self.tick(),
            session=session,
            course=course,
            employee=employee,
            minutes_before=10,
            because="PROXY",
        )
        yield self.unaward(employee, course, f"session:{session}", Decimal("0.20"))
        yield from self.take_back(employee, f"learning/session:{session}", session)
        yield e.RatingDiscounted(
            effective_at=self.tick(), session=session, trainer=trainer, employee=employee, score=Decimal(80)
        )

    def completion(self) -> Iterator[e.Event]:
        employee, course, completion = self.pick(self.people), self.pick(self.courses), self.name("X")
        passed = self.random.random() < 0.8
        if passed:
            yield e.RecordingPlayed(
                effective_at=self.tick(),
                employee=employee,
                course=course,
                length_seconds=Decimal(1800),
                segments=((Decimal(0), Decimal(900)), (Decimal(600), Decimal(1700))),
            )
        fact = e.CompletionRecorded(
            effective_at=self.tick(),
            employee=employee,
            course=course,
            completion=completion,
            source="xapi",
            minutes=30,
            passed=passed,
        )
        yield fact
        if passed:
            yield e.CreditsAwarded(
                effective_at=self.now,
                employee=employee,
                course=course,
                activity=f"completion:{completion}",
                credits=Decimal("1.20"),
                worth=Decimal("1.20"),
            )
            yield from self.earn(employee, f"learning/completion:{completion}", 12, None)
            self.completed.append(fact)

    def making_up(self) -> Iterator[e.Event]:
        """Somebody asks, somebody answers, and some learn the recording."""
        if not self.closed:
            return
        session, course, _, _ = self.random.choice(self.closed)
        about = {"session": session, "course": course, "employee": self.pick(self.people)}
        yield e.MakeUpRequested(effective_at=self.tick(), **about, because="TRAVEL")
        if self.random.random() < 0.5:
            yield e.MakeUpRejected(effective_at=self.tick(), **about, rejecter="wu", because="ATTENDED_ANOTHER")
            return
        yield e.MakeUpApproved(effective_at=self.tick(), **about, approver="wu")
        done = {"employee": about["employee"], "course": course}
        completion = self.name("M")
        yield e.CompletionRecorded(effective_at=self.tick(), **done, completion=completion, source="lms", minutes=90)
        yield e.SessionMadeUp(effective_at=self.now, **about, completion=completion)
        yield e.CreditsAwarded(
            effective_at=self.now,
            **done,
            activity=f"completion:{completion}",
            credits=Decimal("0.80"),
            worth=Decimal("0.80"),
            makes_up=session,
        )

    def restatement(self) -> Iterator[e.Event]:
        """Somebody proposes, it is previewed, and somebody decides; what was approved is carried out."""
        restatement, course = self.name("R"), self.pick(self.courses)
        about = {"restatement": restatement, "course": course}
        yield e.RestatementProposed(
            effective_at=self.tick(),
            **about,
            kind="course_revaluation",
            since=self.now - timedelta(days=30),
            credits=Decimal(3),
            because="MISPRINT",
            proposer="zhou",
        )
        effect = e.Effect(
            people=1,
            credits_reversed=Decimal(2),
            credits_awarded=Decimal(3),
            points_reversed=2,
            points_earned=3,
            debt=0,
        )
        yield e.RestatementPreviewed(effective_at=self.tick(), restatement=restatement, as_of=7, effect=effect)
        if self.random.random() < 0.3:
            yield e.RestatementRejected(
                effective_at=self.tick(), restatement=restatement, rejecter="qian", because="NO_EVIDENCE"
            )
            return
        yield e.RestatementApproved(effective_at=self.tick(), restatement=restatement, approver="qian")
        yield e.CourseRevalued(effective_at=self.tick(), **about, credits=Decimal(3), because="MISPRINT")
        yield e.RestatementAdvanced(effective_at=self.tick(), **about, employee=self.pick(self.people), awards=1)
        yield e.RestatementFinished(effective_at=self.tick(), restatement=restatement)
        session, _, _, _ = self.random.choice(self.closed) if self.closed else ("", "", "", "")
        if session and self.random.random() < 0.3:
            yield e.SessionVoided(
                effective_at=self.tick(), session=session, restatement=restatement, because="NEVER_HELD"
            )

    def uncompletion(self) -> Iterator[e.Event]:
        if self.completed:
            fact = self.completed.pop(self.random.randrange(len(self.completed)))
            yield e.CompletionVoided(
                effective_at=self.tick(),
                employee=fact.employee,
                course=fact.course,
                completion=fact.completion,
                because="WITHDRAWN",
            )
            yield self.unaward(fact.employee, fact.course, f"completion:{fact.completion}", Decimal("1.20"))

    def statement(self) -> Iterator[e.Event]:
        statement = self.name("T")
        yield e.StatementReceived(
            effective_at=self.tick(),
            employee=self.pick(self.people),
            course=self.pick(self.courses),
            statement=statement,
            verb="paused",
            meaning="evidence",
            evidence="0" * 64,
        )
        if self.random.random() < 0.1:
            yield e.StatementVoided(effective_at=self.tick(), statement=statement, voided_by=self.name("T"))

    def rescheduling(self) -> Iterator[e.Event]:
        if self.closed:
            session = self.random.choice(self.closed)[0]
            start = self.now - timedelta(hours=self.random.randrange(9))
            yield e.SessionRescheduled(
                effective_at=self.tick(),
                session=session,
                starts_at=start,
                ends_at=start + timedelta(minutes=90),
            )
