"""The lab, and how its checks look at layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnlab.labs import Failed, Lab, Raised, Student
from cnnlab.labs.compare import as_array, expect_close

Array = NDArray[np.float64]
Shape = tuple[int, ...]

lab = Lab("05_first_network", title="A first network")

READY_MADE = ("torch", "jax", "tensorflow", "sklearn", "cnnlab.nn", "cnnlab.optim")
READY_MADE += ("cnnlab.models", "cnnlab.train")
lab.exercise("he_normal", forbid=READY_MADE)
lab.exercise("Linear", builds_on=("he_normal",), forbid=READY_MADE)
lab.exercise("Conv2d", builds_on=("he_normal",), forbid=READY_MADE)
lab.exercise("Sequential", builds_on=("Linear",), forbid=READY_MADE)
lab.exercise("SGD", builds_on=("Linear", "Sequential"), forbid=READY_MADE)
lab.exercise("lenet5", builds_on=("Linear", "Conv2d", "Sequential"), forbid=READY_MADE)
lab.exercise(
    "train_epoch",
    builds_on=("Linear", "Conv2d", "Sequential", "SGD"),
    forbid=READY_MADE,
)
lab.exercise("find_learning_rate", forbid=READY_MADE)
lab.exercise("confusion_matrix", forbid=READY_MADE)


def held(layer: Any, what: str, shapes: dict[str, Shape], hint: str = "") -> dict[str, Array]:
    """``layer.params`` or ``layer.grads``: weight and bias, of these shapes."""
    arrays = getattr(layer, what)
    if not isinstance(arrays, dict):
        raise Failed(
            f"{what} is a {type(arrays).__name__}, not a dictionary",
            f'self.{what} = {{"weight": ..., "bias": ...}}',
        )
    for name, shape in shapes.items():
        if name not in arrays:
            there = ", ".join(map(repr, arrays)) or "nothing"
            raise Failed(f"{what} has no {name!r}; it has {there}", hint)
        if arrays[name] is None:
            raise Failed(f"{what}[{name!r}] is None", hint or "put an array there")
        found = as_array(arrays[name], f"{what}[{name!r}]")
        if found.shape != shape:
            raise Failed(
                f"{what}[{name!r}] has the shape {found.shape}, expected {shape}",
                _shape_hint(name, found.shape, shape, what),
            )
    return {name: as_array(arrays[name], f"{what}[{name!r}]") for name in shapes}


def _shape_hint(name: str, found: Shape, shape: Shape, what: str) -> str:
    if what == "grads":
        return "a gradient has the shape of its parameter"
    if name == "bias":
        return "one number for each output, in a plain row"
    if found == shape[::-1] or found[:2] == shape[1::-1]:
        return "outputs first, then inputs: are they exchanged?"
    if found[:2] == shape[:2] and found[2:] == shape[:1:-1]:
        return "kernel_size is (K, L): are height and width exchanged?"
    if len(shape) == 4 and found[:2] == shape[:2]:
        return "kernel_size may be a pair (K, L), and a single number stands for both sides"
    return "outputs first, then inputs"


def filled(student: Student, layer: Any, rng: np.random.Generator) -> dict[str, Array]:
    """Random parameters, biases included, put into ``layer`` as an optimiser would."""
    shapes = {name: as_array(array, name).shape for name, array in layer.params.items()}
    values = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    student.fill(layer, **values)
    return values


@contextmanager
def explained(hints: Mapping[str, str]) -> Iterator[None]:
    """A hint of the lab's own where the body raises with one of these words in its message."""
    try:
        yield
    except Raised as error:
        for words, hint in hints.items():
            if words in error.message:
                raise Failed(error.message, hint) from None
        raise


STALE = (
    "the parameters are read from params each time: they change while the network learns, and a "
    "copy kept elsewhere does not"
)
LATER = "backward belongs to the last forward: keep what it needs anew each time"
ADDED = "the gradients take the place of those that were there: they are not added to them"
SHARED = (
    "two layers share what they keep: set it on self in __init__, not in the body of the class, "
    "and not in a global"
)


def expect_gradients(
    layer: Any, want: dict[str, Array], mistakes: dict[str, dict[str, Array]], of: str = ""
) -> None:
    """Hold ``layer.grads`` to ``want``."""
    hint = "backward leaves the gradients in self.grads, under the names of params"
    grads = held(layer, "grads", {name: array.shape for name, array in want.items()}, hint)
    for name, array in want.items():
        expect_close(
            grads[name],
            array,
            what=f"grads[{name!r}]{of}",
            mistakes=mistakes.get(name),
            shape_hint="a gradient has the shape of its parameter",
        )
