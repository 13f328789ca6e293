"""An answer that is right on easier cases is told on which."""

from __future__ import annotations

import pytest

from cnnlab.labs.narrow import BIAS_AXES, bias_in_mind, narrow
from cnnlab.labs.student import Failed, Raised, TimedOut


def passes() -> None:
    return


def fails() -> None:
    raise Failed("2 of 3 values are wrong", "a pattern")


def raises() -> None:
    raise Raised("f raised IndexError", "an index")


@pytest.mark.parametrize("trial", [fails, raises])
def test_the_first_easier_case_that_passes_gives_the_hint(trial: object) -> None:
    easier = {"wrong for strides": raises, "wrong for padding": passes, "wrong for both": passes}
    with pytest.raises(Failed) as caught:
        narrow(trial, easier=easier)
    assert caught.value.hint == "wrong for padding"
    assert caught.value.message in {"2 of 3 values are wrong", "f raised IndexError"}


def test_a_named_mistake_is_not_replaced() -> None:
    with pytest.raises(Failed, match="values") as caught:
        narrow(fails, easier={"other": passes}, named=lambda: {"a pattern"})
    assert caught.value.hint == "a pattern"


def test_without_an_easier_case_that_passes_the_hint_stays() -> None:
    with pytest.raises(Failed) as caught:
        narrow(fails, easier={"other": fails})
    assert caught.value.hint == "a pattern"


def test_a_right_answer_passes_without_another_call() -> None:
    narrow(passes, easier={"never tried": lambda: 1 / 0})


def test_an_answer_out_of_time_is_asked_no_more() -> None:
    def slow() -> None:
        raise TimedOut("f was stopped")

    with pytest.raises(TimedOut):
        narrow(slow, easier={"never tried": lambda: 1 / 0})


@pytest.mark.parametrize(
    ("message", "hint"),
    [
        ("operands could not be broadcast together with shapes (2,4,3,3) (4,)", BIAS_AXES),
        ("operands could not be broadcast together with shapes (2,4,3,3) (5,)", "first hint"),
        ("index 4 is out of bounds", "first hint"),
    ],
)
def test_a_bias_that_does_not_fit_its_maps_is_told_how(message: str, hint: str) -> None:
    with pytest.raises((Failed, Raised)) as caught, bias_in_mind(4):
        raise Raised(f"f raised ValueError: {message}", "first hint")
    assert caught.value.hint == hint
