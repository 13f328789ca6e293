"""Right answers to exercise 2, written in different ways."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("relu_backward")
def asks_where(dy, x):
    return np.where(x > 0, dy, 0)


@right("relu_backward")
def empties_its_own_copy(upstream, inputs):
    dx = upstream.copy()
    dx[inputs <= 0] = 0
    return dx


@right("relu_backward")
def goes_entry_by_entry(dy, x):
    passed = [d if v > 0 else 0.0 for d, v in zip(dy.ravel(), x.ravel(), strict=True)]
    return np.array(passed).reshape(x.shape).tolist()


@right("relu_backward")
def multiplies_by_a_step(dy, x):
    return np.asfortranarray(dy.astype(np.float32) * np.heaviside(x, 0).astype(np.float32))


@right("relu_backward")
def writes_the_jacobian(dy, x):
    return (np.diag(x.ravel() > 0).astype(float) @ dy.ravel()).reshape(x.shape)


@right("relu_backward")
def asks_the_forward_pass(dy, x):
    y = np.maximum(x, 0)
    return dy * np.sign(y)
