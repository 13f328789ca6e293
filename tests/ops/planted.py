"""Mistakes planted in our own operations, and the proof that a comparison sees each of them.

A mistake is a change of a few letters in an operation's source. The changed module is compared with
the loops, as the ordinary tests compare the true one.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

Compare = Callable[[Any], None]
# What compares, the module that is changed, and what is written in place of what.
Mistakes = dict[Compare, tuple[str, dict[str, tuple[str, str]]]]


def changed(name: str, old: str, new: str) -> ModuleType:
    """The module ``cnnlab.ops.<name>`` with ``old`` written as ``new``, wherever it stands."""
    source = inspect.getsource(importlib.import_module(f"cnnlab.ops.{name}"))
    assert old in source, "the mistake can no longer be planted: write it anew"
    module = ModuleType(name)
    exec(compile(source.replace(old, new), f"<{name} with a mistake>", "exec"), module.__dict__)
    return module


def proofs(mistakes: Mistakes) -> tuple[Callable[..., None], Callable[..., None]]:
    """Two tests: the true module passes its comparison, and every mistake fails it."""

    @pytest.mark.parametrize("compare", mistakes, ids=lambda compare: compare.__name__)
    def test_the_true_one_passes(compare: Compare) -> None:
        compare(changed(mistakes[compare][0], "import", "import"))

    @pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value", "ignore:divide by zero")
    @pytest.mark.parametrize(
        ("compare", "mistake"),
        [
            pytest.param(compare, mistake, id=f"{module}: {mistake}")
            for compare, (module, planted) in mistakes.items()
            for mistake in planted
        ],
    )
    def test_a_mistake_is_seen(compare: Compare, mistake: str) -> None:
        module, planted = mistakes[compare]
        wrong = changed(module, *planted[mistake])
        with pytest.raises((AssertionError, ValueError, IndexError)):
            compare(wrong)

    return test_the_true_one_passes, test_a_mistake_is_seen
