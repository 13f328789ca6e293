"""The wire between the grader and a student's code: values as JSON and raw arrays, never pickle.

A frame is two lengths, a JSON header and a body:

    <4 bytes: length of header> <4 bytes: length of body> <header: JSON> <body: the arrays' bytes>

In the header null, true, numbers and strings stand for themselves and a list for a list. Anything
else is an object with a single key that says what it is: ``{"tuple": [...]}``,
``{"array": [dtype, shape, axes]}``, with the bytes next in line in the body. Whoever writes to the
grader may be hostile: ``decode`` believes no length, shape, type or depth that it has not checked.
"""

from __future__ import annotations

import json
import math
import socket
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

HEAD = struct.Struct("<II")
MAX_HEADER = 4 << 20  # bytes of JSON in a frame
MAX_BODY = 64 << 20  # bytes of arrays in a frame
MAX_ITEMS = 250_000  # values in a frame, nested ones included
MAX_DEPTH = 32
DTYPES = frozenset("?bBhHiIlLqQefdgFDG")  # booleans, integers, floats, complex: no objects, no text

Keep = Callable[[Any], Any]  # holds on to what cannot cross; gives the handle's JSON


class WireError(Exception):
    """A value that cannot cross, or bytes that are no frame."""


def pack(value: Any, keep: Keep | None = None) -> bytes:
    """``value`` as a frame. What is not data goes to ``keep``; WireError where there is none."""
    encoder = _Encoder(keep)
    header = json.dumps(encoder.encode(value), separators=(",", ":")).encode()
    size = sum(map(len, encoder.arrays))
    if len(header) > MAX_HEADER or size > MAX_BODY:
        raise WireError(f"it is too large: {(len(header) + size) >> 20} MB")
    return b"".join([HEAD.pack(len(header), size), header, *encoder.arrays])


def lengths(head: bytes) -> tuple[int, int]:
    """Lengths of header and body, from a frame's first bytes."""
    header, body = HEAD.unpack(head)
    if header > MAX_HEADER or body > MAX_BODY:
        raise WireError(f"a frame of {header + body} bytes")
    return header, body


def unpack(header: bytes, body: bytes, take: Keep | None = None) -> Any:
    """The value of a frame; ``take`` turns a handle's JSON into what stands for it."""
    try:
        tree = json.loads(header)
    except (ValueError, RecursionError) as error:
        raise WireError("a header that is not JSON") from error
    return _Decoder(body, take).decode(tree)


def receive(line: socket.socket, take: Keep | None = None) -> Any:
    """Wait for the next frame and unpack it. EOFError once the other end has gone."""
    header, body = lengths(_exactly(line, HEAD.size))
    content = _exactly(line, header + body)
    return unpack(content[:header], content[header:], take)


def _exactly(line: socket.socket, count: int) -> bytes:
    received = bytearray()
    while len(received) < count:
        some = line.recv(min(count - len(received), 1 << 20))
        if not some:
            raise EOFError
        received += some
    return bytes(received)


class _Encoder:
    def __init__(self, keep: Keep | None) -> None:
        self.keep, self.arrays, self.items = keep, list[bytes](), 0

    def encode(self, value: Any, depth: int = 0) -> Any:
        self.items += 1
        if depth > MAX_DEPTH:
            raise WireError(f"it is nested more than {MAX_DEPTH} deep")
        if self.items > MAX_ITEMS:
            raise WireError(f"it holds more than {MAX_ITEMS:,} values")
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, np.generic) and value.dtype.char in DTYPES:
            self.arrays.append(value.tobytes())
            return {"scalar": value.dtype.str}
        # The base classes' own methods: a subclass of the student's has no say in its encoding.
        if isinstance(value, int) and abs(value) < 1 << 63:
            return int.__int__(value)
        if isinstance(value, float):
            return float.__float__(value)
        if isinstance(value, complex):
            return {"complex": [value.real, value.imag]}
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, list):
            return [self.encode(item, depth + 1) for item in list.__iter__(value)]
        if isinstance(value, tuple):
            return {"tuple": [self.encode(item, depth + 1) for item in tuple.__iter__(value)]}
        if isinstance(value, dict):
            pairs = list(dict.items(value))
            return {"dict": [[self.encode(part, depth + 1) for part in pair] for pair in pairs]}
        if hasattr(type(value), "__array__"):
            return self.encode_array(value, depth)
        return self.encode_handle(value)

    def encode_array(self, value: Any, depth: int) -> Any:
        try:
            array = np.asarray(value)  # torch tensors and the like become what the checks would see
        except Exception:
            return self.encode_handle(value)
        if array.dtype.char in DTYPES:
            # The order of axes in memory crosses too: an answer may be right for one order only.
            axes = sorted(range(array.ndim), key=lambda axis: -abs(array.strides[axis]))
            native = array.astype(array.dtype.newbyteorder("="), copy=False)
            self.arrays.append(native.transpose(axes).tobytes())
            return {"array": [native.dtype.str, list(array.shape), axes]}
        if array.dtype.char in "OU":
            items = [self.encode(item, depth + 1) for item in array.ravel().tolist()]
            return {"objects": [list(array.shape), items]}
        return self.encode_handle(value)

    def encode_handle(self, value: Any) -> Any:
        if self.keep is None:
            raise WireError(f"a {type(value).__name__} cannot cross")
        return {"handle": self.keep(value)}


class _Decoder:
    def __init__(self, body: bytes, take: Keep | None) -> None:
        self.body, self.take = memoryview(body), take
        self.position = self.items = 0

    def decode(self, tree: Any, depth: int = 0) -> Any:
        self.items += 1
        if depth > MAX_DEPTH or self.items > MAX_ITEMS:
            raise WireError("a value nested too deep, or of too many parts")
        if tree is None or isinstance(tree, bool | int | float | str):
            return tree
        if isinstance(tree, list):
            return [self.decode(item, depth + 1) for item in tree]
        kind, content = next(iter(tree.items()), ("", None))
        try:
            match kind, content:
                case "array", [str(dtype), list(shape), list(axes)]:
                    return self.decode_array(dtype, shape, axes)
                case "scalar", str(dtype):
                    return self.raw(dtype, 1)[0]
                case "objects", [list(shape), list(items)]:
                    return self.decode_objects(shape, items, depth)
                case "tuple", list(items):
                    return tuple(self.decode(item, depth + 1) for item in items)
                case "dict", list(pairs):
                    parts = [[self.decode(part, depth + 1) for part in pair] for pair in pairs]
                    return {key: value for key, value in parts}  # noqa: C416 (pairs, or ValueError)
                case "complex", [int() | float() as real, int() | float() as imaginary]:
                    return complex(real, imaginary)
                case "handle", handle if self.take is not None:
                    return self.take(handle)
        except (TypeError, ValueError, OverflowError) as error:
            raise WireError(f"a malformed {kind[:20]}") from error
        raise WireError(f"no such kind of value: {kind[:20]!r}")

    def raw(self, dtype: str, count: int) -> npt.NDArray[Any]:
        """The next ``count`` numbers of the body, as an array of its own."""
        if len(dtype) > 4:  # such as <f8; np.dtype would read whole records out of a longer one
            raise WireError(f"an array of {dtype[:20]}")
        kind = np.dtype(dtype)
        if kind.char not in DTYPES:
            raise WireError(f"an array of {dtype}")
        end = self.position + count * kind.itemsize
        if end > len(self.body):
            raise WireError("an array that claims more bytes than came")
        array = np.frombuffer(self.body[self.position : end], dtype=kind).copy()
        self.position = end
        return array

    def decode_array(self, dtype: str, shape: list[Any], axes: list[Any]) -> npt.NDArray[Any]:
        _check_shape(shape)
        if sorted(axes) != list(range(len(shape))):
            raise WireError("an array whose axes are not its own")
        stored = self.raw(dtype, math.prod(shape)).reshape([shape[axis] for axis in axes])
        return stored.transpose(np.argsort(axes).tolist())

    def decode_objects(self, shape: list[Any], items: list[Any], depth: int) -> npt.NDArray[Any]:
        _check_shape(shape)
        if math.prod(shape) != len(items):
            raise WireError("an array of objects with too few or too many of them")
        array = np.empty(len(items), dtype=object)
        for index, item in enumerate(items):
            array[index] = self.decode(item, depth + 1)
        return array.reshape(shape)


def _check_shape(shape: list[Any]) -> None:
    if len(shape) > MAX_DEPTH or not all(type(n) is int and 0 <= n <= MAX_BODY for n in shape):
        raise WireError("an array of an impossible shape")
