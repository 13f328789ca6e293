"""What crosses, crosses unchanged; what is forged is refused."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from cnnlab.grade import wire

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63) + 1, 2**63 - 1) | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def cross(value: Any, **handles: Any) -> Any:
    frame = wire.pack(value, handles.get("keep"))
    header, body = wire.lengths(frame[: wire.HEAD.size])
    rest = frame[wire.HEAD.size :]
    assert len(rest) == header + body
    return wire.unpack(rest[:header], rest[header:], handles.get("take"))


@given(plain)
def test_plain_values_cross(value: Any) -> None:
    assert repr(cross(value)) == repr(value)


@given(
    arrays.arrays(
        dtype=st.sampled_from(["?", "i1", "i8", "u2", "f2", "f4", "f8", "c8", "c16", "g"]),
        shape=arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
    ),
    st.randoms(),
)
def test_arrays_cross_with_their_order_in_memory(array: np.ndarray, random: Any) -> None:
    axes = list(range(array.ndim))
    random.shuffle(axes)
    turned = array.transpose(axes)
    got = cross({"a": [turned, True]})["a"][0]
    assert (got.dtype, got.shape) == (turned.dtype, turned.shape)
    assert got.flags.writeable
    np.testing.assert_array_equal(got, turned)
    if array.size > 1:  # what deepcopy keeps, the wire keeps: an answer may depend on it
        wide = [i for i in range(turned.ndim) if turned.shape[i] > 1]
        copied = turned.copy(order="K")
        assert [got.strides[i] for i in wide] == [copied.strides[i] for i in wide]


def test_scalars_keep_their_type_and_ragged_lists_their_shape() -> None:
    assert cross(np.float32(1.5)) == 1.5
    assert type(cross(np.float32(1.5))) is np.float32
    ragged = np.array([1, [2, 3], None], dtype=object)
    assert cross(ragged).tolist() == ragged.tolist()
    assert cross(1 + 2j) == 1 + 2j


def test_a_value_of_another_type_stays_behind_a_handle() -> None:
    things: list[object] = []

    def keep(value: object) -> int:
        things.append(value)
        return len(things) - 1

    generator = (i for i in range(3))
    assert cross([generator, 1], keep=keep, take=lambda handle: things[handle]) == [generator, 1]
    with pytest.raises(wire.WireError, match="a generator cannot cross"):
        wire.pack(generator)


class Liar(np.ndarray):
    shape = (1, 1)  # type: ignore[assignment]

    def __array__(self, *args: Any, **kwargs: Any) -> np.ndarray:
        raise ValueError

    def tobytes(self, order: Any = "C") -> bytes:
        return b"lies"


class LoudList(list):
    def __iter__(self) -> Any:
        while True:
            yield 1


def test_a_subclass_has_no_say_in_its_encoding() -> None:
    liar = np.arange(6.0).reshape(2, 3).view(Liar)
    np.testing.assert_array_equal(cross(liar), np.arange(6.0).reshape(2, 3))
    assert cross(LoudList([1, 2])) == [1, 2]


def test_what_has_no_end_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(wire.WireError, match="nested more than 32 deep"):
        wire.pack(endless)
    with pytest.raises(wire.WireError, match="more than 250,000 values"):
        wire.pack([0] * 300_000)
    with pytest.raises(wire.WireError, match="too large"):
        wire.pack(np.zeros(wire.MAX_BODY // 8 + 1))


@pytest.mark.parametrize(
    ("tree", "body"),
    [
        ({"array": ["<f8", [1000], [0]]}, b"1234"),  # claims more than it brings
        ({"array": ["|O", [1], [0]]}, b"12345678"),
        ({"array": ["|V8", [1], [0]]}, b"12345678"),
        ({"array": ["f8,f8", [1], [0]]}, b"1" * 16),
        ({"array": ["nonsense", [1], [0]]}, b"12345678"),
        ({"array": ["<f8", [-1], [0]]}, b"12345678"),
        ({"array": ["<f8", [True], [0]]}, b"12345678"),
        ({"array": ["<f8", [10**12, 0], [0, 1]]}, b""),
        ({"array": ["<f8", [1], [5]]}, b"12345678"),
        ({"array": ["<f8", [1], [None]]}, b"12345678"),
        ({"array": ["<f8", [1] * 40, list(range(40))]}, b"12345678"),
        ({"array": "f8"}, b""),
        ({"scalar": "|O"}, b"12345678"),
        ({"scalar": "<f8"}, b""),
        ({"objects": [[3], [1]]}, b""),
        ({"dict": [[[1], 2]]}, b""),  # a key that cannot be one
        ({"dict": [[1]]}, b""),
        ({"tuple": 3}, b""),
        ({"handle": 3}, b""),  # where no handles are dealt in
        ({"pickle": "cos\nsystem"}, b""),
        ({}, b""),
    ],
)
def test_forged_values_are_refused(tree: Any, body: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.unpack(json.dumps(tree).encode(), body)


@pytest.mark.parametrize(
    "header", [b"", b"{", b"\xff", b"[" * 100_000, b"1" * 5000, b"[" * 40 + b"]" * 40]
)
def test_forged_headers_are_refused(header: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.unpack(header, b"")


def test_lengths_are_not_believed() -> None:
    with pytest.raises(wire.WireError):
        wire.lengths(b"\xff" * 8)


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_garbage_never_escapes_as_another_error(header: bytes, body: bytes) -> None:
    with suppress(wire.WireError):
        wire.unpack(header, body)
