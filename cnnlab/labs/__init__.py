"""What a lab needs: checks written once, answers behind one face, verdicts in words."""

from cnnlab.labs.lab import Check, Exercise, Lab, find_lab, load_lab
from cnnlab.labs.local import LocalStudent
from cnnlab.labs.student import (
    Failed,
    NotBegun,
    Raised,
    Student,
    StudentError,
    TimedOut,
)
from cnnlab.labs.verdict import Verdict, run_check, run_exercise, run_lab

__all__ = [
    "Check",
    "Exercise",
    "Failed",
    "Lab",
    "LocalStudent",
    "NotBegun",
    "Raised",
    "Student",
    "StudentError",
    "TimedOut",
    "Verdict",
    "find_lab",
    "load_lab",
    "run_check",
    "run_exercise",
    "run_lab",
]
