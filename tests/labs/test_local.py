"""Classes and objects of the student's: met with the same care as functions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cnnlab.labs import LocalStudent, NotBegun, Raised, TimedOut
from cnnlab.labs.local import LocalCallable, LocalObject
from cnnlab.labs.student import Mutated


class Layer:
    """A layer as students write them, with a few ways to go wrong."""

    def __init__(self, size: int) -> None:
        self.weight = np.ones(size)
        self.parts = {"inner": [np.zeros(2)]}

    def forward(self, x: np.ndarray) -> np.ndarray:
        return x * self.weight

    def grow(self) -> None:
        self.weight += 1

    def same(self, other: Layer) -> bool:
        return other is self

    def spoil(self, x: np.ndarray) -> None:
        x[0] = 7

    def fail(self) -> None:
        raise ValueError("no")

    def hang(self) -> None:
        while True:
            pass

    @property
    def torn(self) -> int:
        return self.nothing_there


def layer() -> Any:
    return LocalStudent({"Layer": Layer}, seconds=0.3).Layer(3)


def test_a_class_gives_an_object_whose_methods_and_data_are_reached() -> None:
    made = layer()
    assert isinstance(made, LocalObject)
    assert type(made).__name__ == "Layer"
    assert made.forward(np.arange(3.0)).tolist() == [0, 1, 2]


def test_data_comes_out_as_a_copy() -> None:
    made = layer()
    before, inner = made.weight, made.parts["inner"][0]
    made.grow()
    inner += 1
    assert before.tolist() == [1, 1, 1]
    assert made.weight.tolist() == [2, 2, 2]
    assert made.parts["inner"][0].tolist() == [0, 0]


def test_an_object_goes_back_as_itself() -> None:
    made = layer()
    assert made.same(made) is True
    held = LocalStudent({"holder": lambda layers: layers}).holder([made])
    held[0].grow()
    assert made.weight.tolist() == [2, 2, 2]


def test_what_goes_wrong_in_a_method_arrives_in_words() -> None:
    made = layer()
    with pytest.raises(Raised, match=r"^Layer\.fail raised ValueError: no"):
        made.fail()
    with pytest.raises(Mutated, match=r"Layer\.spoil changes its input"):
        made.spoil(np.zeros(2))
    with pytest.raises(TimedOut, match=r"Layer\.hang was stopped"):
        made.hang()
    with pytest.raises(Raised, match=r"^Layer has no bias$"):
        _ = made.bias
    with pytest.raises(Raised, match=r"^Layer\.torn raised AttributeError"):
        _ = made.torn


def test_functions_come_out_ready_to_be_called() -> None:
    function = LocalStudent({"double": lambda: lambda x: 2 * x}).double()
    assert isinstance(function, LocalCallable)
    assert function(4) == 8
    assert LocalStudent({"apply": lambda f, x: f(x)}).apply(function, 5) == 10


def test_a_class_with_a_stub_is_not_begun() -> None:
    source = (
        "class Layer:\n"
        "    def __init__(self):\n        {}\n"
        "    def forward(self, x):\n        raise NotImplementedError\n"
    )
    for first in ("raise NotImplementedError", "pass"):
        namespace: dict[str, Any] = {}
        exec(compile(source.format(first), "<cell layer>", "exec"), namespace)
        with pytest.raises(NotBegun, match="is not begun"):
            LocalStudent(namespace).Layer().forward(1)


def test_what_a_class_may_not_use_is_found() -> None:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(
        "import numpy as np\nclass Layer:\n    def forward(self, x): return np.convolve(x, x)\n"
        "def build(): return Layer()",
        namespace,
    )
    for name in ("Layer", "build"):
        with pytest.raises(Raised, match=r"uses numpy\.convolve"):
            getattr(LocalStudent(namespace, forbid=("numpy.convolve",)), name)()
