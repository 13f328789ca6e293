"""The learning rates are torch's, step by step."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch.optim import lr_scheduler

from cnnlab.optim import Schedule, constant, cosine, one_cycle, step, warm_up
from cnnlab.shapes import ExplainedError

N = 50


def rates(make: Any) -> list[float]:
    """The rates of torch's scheduler in N steps, as parts of the optimiser's own."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], 1.0)
    scheduler = make(optimizer)
    found = []
    for _ in range(N):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found


def warmed(optimizer: Any) -> Any:
    first = lr_scheduler.LinearLR(optimizer, 0.2, total_iters=10)
    then = lr_scheduler.CosineAnnealingLR(optimizer, N - 10)
    return lr_scheduler.SequentialLR(optimizer, [first, then], [10])


@pytest.mark.parametrize(
    ("ours", "theirs", "last"),
    [
        (constant, lambda o: lr_scheduler.ConstantLR(o, 1.0), N),
        (cosine, lambda o: lr_scheduler.CosineAnnealingLR(o, N), N),
        (step(5, 0.3), lambda o: lr_scheduler.StepLR(o, N // 5, 0.3), N),
        (step(50, 0.9), lambda o: lr_scheduler.StepLR(o, 1, 0.9), N),
        (
            one_cycle((0.4 * N - 1) / (N - 1), 10, 100),
            lambda o: lr_scheduler.OneCycleLR(
                o, 1.0, N, pct_start=0.4, div_factor=10, final_div_factor=100, cycle_momentum=False
            ),
            N - 1,
        ),
        (warm_up(cosine, 10 / N, 0.2), warmed, N),
    ],
    ids=["constant", "cosine", "step", "a step each", "one cycle", "warm-up"],
)
@pytest.mark.filterwarnings("ignore:The epoch parameter")  # SequentialLR's own doing
def test_fifty_steps_equal_torchs(ours: Schedule, theirs: Any, last: int) -> None:
    assert [ours(i / last) for i in range(N)] == pytest.approx(rates(theirs), rel=0, abs=1e-12)


@pytest.mark.parametrize(
    ("schedule", "first", "half", "last"),
    [
        (constant, 1, 1, 1),
        (cosine, 1, 0.5, 0),
        (step(), 1, 0.1, 0.01),
        (step(1), 1, 1, 1),
        (one_cycle(0.5), 1 / 25, 1, 1 / 25e4),
        (warm_up(constant, 0.75, 0), 0, 2 / 3, 1),
        (warm_up(), 1 / 3, (1 + 0.17364817766693041) / 2, 0),
    ],
)
def test_where_they_begin_and_end(
    schedule: Schedule, first: float, half: float, last: float
) -> None:
    found = [schedule(done) for done in (0, 0.5, 1)]
    assert found == pytest.approx([first, half, last], rel=0, abs=1e-12)


@pytest.mark.parametrize("parts", [3, 7, 10, 30])
def test_no_part_begins_late(parts: int) -> None:
    """i / n · parts may fall just below a whole number."""
    for n in (parts, 10 * parts, 29 * parts):
        factors = [step(parts, 0.5)(i / n) for i in range(n)]
        assert factors == [0.5 ** (i // (n // parts)) for i in range(n)]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: step(0), "step: parts cannot be used\n  expected a whole number ≥ 1\n"),
        (lambda: step(2.5), "step: parts cannot be used"),
        (lambda: step(3, 0), "step: gamma cannot be used"),
        (lambda: step(3, "0.1"), "step: gamma cannot be used"),
        (lambda: one_cycle("0.3"), "one_cycle: pct_start cannot be used"),
        (lambda: one_cycle(1.0), "one_cycle: pct_start cannot be used"),
        (lambda: one_cycle(div_factor=0.5), "one_cycle: div_factor cannot be used"),
        (lambda: one_cycle(final_div_factor=0), "one_cycle: final_div_factor cannot be used"),
        (lambda: warm_up(part=0), "warm_up: part cannot be used"),
        (lambda: warm_up(start_factor=2), "warm_up: start_factor cannot be used"),
    ],
)
def test_numbers_that_make_no_schedule_are_explained(make: Any, message: str) -> None:
    with pytest.raises(ExplainedError) as raised:
        make()
    assert str(raised.value).startswith(message)
