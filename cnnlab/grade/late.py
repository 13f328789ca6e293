"""Late days: what ``labs/NN_topic/grading.toml`` says of them, and when a notebook came in.

    due = 2026-11-27T23:59:00+01:00   # without an offset: this machine's time zone
    grace_minutes = 15                # after that it is late
    penalty_per_day = 10              # per cent of the points earned, for each day begun
    maximum_late_days = 3             # later than that counts nothing; leave it out for no limit

A notebook came in when its file was last changed, unless a table says otherwise (``--submitted``: a
CSV file with the columns ``student`` and ``submitted``, a time such as 2026-11-28T08:30+01:00).
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cnnlab.grade.submissions import Submission
from cnnlab.grade.table import TableError, one_each, read_table

DAY = timedelta(days=1)
NUMBERS = ("grace_minutes", "penalty_per_day", "maximum_late_days")


@dataclass(frozen=True)
class Policy:
    """When a lab is due, and what a late day costs."""

    due: datetime
    grace_minutes: float = 0.0
    penalty_per_day: float = 0.0
    maximum_late_days: float = math.inf

    def lateness(self, submitted: datetime) -> Lateness:
        """The days begun after the grace, and what they cost."""
        late = submitted - self.due - timedelta(minutes=self.grace_minutes)
        days = max(0, math.ceil(late / DAY))
        refused = days > self.maximum_late_days
        return Lateness(days, 1.0 if refused else min(1.0, days * self.penalty_per_day / 100))


@dataclass(frozen=True)
class Lateness:
    """Days late, each one that was begun, and the part of the points that they cost."""

    days: int
    costs: float  # from 0 to 1


def read_policy(file: Path) -> Policy | None:
    """The policy in ``file``; None where there is no such file. TableError for one that is odd."""
    if not file.is_file():
        return None
    try:
        content: dict[str, Any] = tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise TableError(f"{file} cannot be read: {error}") from error
    due = content.pop("due", None)
    if not isinstance(due, datetime):
        raise TableError(f"{file}: due must be a date and a time, such as 2026-11-27T23:59:00")
    if unknown := sorted(set(content) - set(NUMBERS)):
        raise TableError(f"{file}: there is no {unknown[0]!r}; known are due, {', '.join(NUMBERS)}")
    for name, value in content.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
            raise TableError(f"{file}: {name} must be a number that is not negative, got {value!r}")
    return Policy(_aware(due), **content)


def read_times(file: Path | None, submissions: Sequence[Submission]) -> dict[str, datetime]:
    """When each student's notebook came in: as the table ``file`` says, or else its own file."""
    times = {s.student: _changed(s.path) for s in submissions}
    if file is not None:
        table = read_table(file, ("student", "submitted"))
        for student, row in one_each(table, times, file).items():
            try:
                times[student] = _aware(datetime.fromisoformat(row["submitted"].strip()))
            except ValueError as error:
                raise TableError(
                    f"{file}: {row['submitted']!r} of {student} is no time such as "
                    "2026-11-28T08:30+01:00"
                ) from error
    return times


def latenesses(policy: Policy | None, times: Mapping[str, datetime]) -> dict[str, Lateness]:
    """The lateness of each student; nobody's where there is no policy."""
    if policy is None:
        return {}
    return {student: policy.lateness(time) for student, time in times.items()}


def _changed(path: Path) -> datetime:
    return datetime.fromtimestamp(path.lstat().st_mtime, UTC)


def _aware(time: datetime) -> datetime:
    return time.astimezone() if time.tzinfo is None else time
