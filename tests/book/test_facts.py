"""A fact that does not hold stops the page; one that holds is shown and recorded."""

from __future__ import annotations

from typing import Any

import facts
import numpy as np
import pytest


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    calls: list[tuple[dict[str, Any], dict[str, Any]]] = []
    monkeypatch.setattr(
        facts, "display", lambda data, metadata, raw: calls.append((data, metadata))
    )
    return calls


def test_a_fact_is_shown_and_recorded(shown: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    facts.fact("example", "the <output>", np.array([[4, 3], [-2, 4]]), [[4, 3], [-2, 4]])
    ((data, metadata),) = shown
    assert data["text/plain"] == "the <output>: [[4, 3]; [−2, 4]]"
    assert data["text/html"] == (
        '<p class="cnn-fact" id="fact-example">the &lt;output&gt;: [[4, 3]; [−2, 4]]</p>'
    )
    record = {"id": "example", "statement": "the <output>", "value": [[4, 3], [-2, 4]]}
    assert metadata == {facts.KEY: record}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (8_003_072_000, "8,003,072,000"),
        (0.5, "0.5"),
        (-2.33333333, "−2.33333"),
        ("yes", "yes"),
        (True, "True"),
    ],
)
def test_values_are_written_to_be_read(
    shown: list[tuple[dict[str, Any], dict[str, Any]]], value: object, text: str
) -> None:
    facts.fact("x", "s", value, value)
    assert shown[0][0]["text/plain"] == f"s: {text}"


@pytest.mark.parametrize(
    ("value", "expected", "atol"),
    [
        (2, 3, 0),
        ([1, 2], [1, 2, 3], 0),
        ([[1]], [1], 0),
        (0.73, 0.731, 1e-4),
        (float("nan"), 1, 9),
        ("a", "b", 0),
    ],
)
def test_a_fact_that_does_not_hold_stops_the_page(
    shown: list[tuple[dict[str, Any], dict[str, Any]]], value: object, expected: object, atol: float
) -> None:
    with pytest.raises(AssertionError, match="fact 'x'"):
        facts.fact("x", "s", value, expected, atol=atol)
    assert shown == []


def test_a_rounded_fact_holds_to_its_tolerance(
    shown: list[tuple[dict[str, Any], dict[str, Any]]],
) -> None:
    facts.fact("x", "s", 0.7311, 0.73, atol=0.005)
    assert len(shown) == 1
