"""Comparing and diagnosing: what is accepted, and what hint a mistake gets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from scipy.sparse import csr_array

from cnnlab.labs import Failed
from cnnlab.labs.compare import as_array, expect_close

RNG = np.random.default_rng(5)
WANT = RNG.standard_normal((4, 6))


@pytest.mark.parametrize(
    "got",
    [
        WANT,
        WANT.tolist(),
        [tuple(row) for row in WANT],
        WANT.astype(np.float32),
        np.asfortranarray(WANT),
        np.repeat(WANT, 2, axis=1)[:, ::2],
        WANT.astype(complex),
        WANT.astype(object),
        torch.from_numpy(WANT).requires_grad_(),
        csr_array(WANT),
        list(WANT),
    ],
    ids=lambda got: type(got).__name__,
)
def test_every_honest_form_is_accepted(got: Any) -> None:
    expect_close(got, WANT)


@pytest.mark.parametrize(
    "got", [7, 7.0, np.float32(7), np.array(7), np.array(7, np.int8), True * 7]
)
def test_numbers_are_accepted(got: Any) -> None:
    expect_close(got, 7)


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (None, "None return"),
        (lambda x: x, "function called"),
        ((row for row in WANT), "iterator list(...)"),
        ([[1, 2], [3]], "list same length"),
        ("text", "text"),
        (WANT * 1j, "complex"),
        ({"a": 1}, "dict"),
    ],
)
def test_what_is_not_numbers_is_named(got: Any, words: str) -> None:
    told = failure(got)
    assert [word for word in words.split() if word not in told] == []


def failure(got: Any, want: Any = WANT, **options: Any) -> str:
    with pytest.raises(Failed) as caught:
        expect_close(got, want, **options)
    return f"{caught.value.message} | {caught.value.hint}"


def changed(change: Any) -> np.ndarray:
    array = WANT.copy()
    change(array)
    return array


@pytest.mark.parametrize(
    ("got", "hint"),
    [
        (WANT.T, "height and width exchanged"),
        (WANT.reshape(6, 4)[:, ::-1].T.T, "height and width exchanged"),
        (WANT.ravel(), "right number of values in another shape"),
        (WANT[:3], "one too many or one too few"),
        (np.where(WANT > 0, WANT, np.nan), "NaN"),
        (np.trunc(WANT), "integers"),
        (-WANT, "sign"),
        (3 * WANT, "3 times"),
        (WANT + 2, "same amount"),
        (np.zeros_like(WANT), "ever filled"),
        (WANT[::-1], "reverse order"),
        (WANT[::-1, ::-1], "half a turn"),
        (np.roll(WANT, 3), "wrong places"),
        (changed(lambda a: a[-1].fill(0)), "last row is wrong: does a loop end too early"),
        (changed(lambda a: a[:, -2:].fill(0)), "last 2 columns are wrong"),
        (changed(lambda a: a[0].fill(9)), "first row is wrong"),
        (
            changed(lambda a: [a[0, ::2].fill(9), a[-1, 1::2].fill(9), a[1:-1, 0].fill(9)]),
            "border",
        ),
    ],
)
def test_patterns_are_recognised(got: np.ndarray, hint: str) -> None:
    assert hint in failure(got)


def test_a_named_mistake_goes_before_a_pattern() -> None:
    mistakes = {"is the sign right?": lambda: -WANT, "is it doubled?": 2 * WANT}
    assert "is it doubled?" in failure(2 * WANT, mistakes=mistakes)
    assert "is the sign right?" in failure(-WANT, mistakes=mistakes)
    short = {"is the last column left out?": WANT[:, :-1], "first row?": WANT[1:]}
    assert "last column left out" in failure(WANT[:, :-1], mistakes=short)
    assert "last column left out" in failure(np.zeros((4, 5)), mistakes=short), "by its shape"


def test_a_small_error_is_an_error_and_rounding_is_not() -> None:
    expect_close(WANT + 1e-7, WANT)
    assert "1 of 24 values are wrong, the first at [2, 3]" in failure(
        changed(
            lambda a: a.itemset((2, 3), 9) if hasattr(a, "itemset") else a.__setitem__((2, 3), 9)
        )
    )
    expect_close(1e6 * WANT.astype(np.float32), 1e6 * WANT)


def test_the_expected_values_are_never_told() -> None:
    for got in (WANT * 2 + 1, WANT + RNG.standard_normal(WANT.shape), WANT[:2]):
        told = failure(got)
        assert not [v for v in WANT.ravel() if f"{v:.3f}" in told or f"{v:.4g}" in told]


def test_as_array_gives_float64() -> None:
    assert as_array([1, 2]).dtype == np.float64
    assert as_array(np.float16(1)).shape == ()
