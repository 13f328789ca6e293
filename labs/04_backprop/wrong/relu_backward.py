"""Wrong answers to exercise 2 that students may well give."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


@wrong("relu_backward", caught_by="four_numbers", hint="this is ReLU of dy")
def cuts_dy_off_instead(dy, x):
    return np.maximum(dy, 0)


@wrong("relu_backward", caught_by="a_batch_of_maps", hint="x > 0, not x >= 0")
def lets_the_gradient_pass_at_zero(dy, x):
    return dy * (x >= 0)


@wrong("relu_backward", caught_by="dead_units", hint="x > 0, not x >= 0")
def lets_half_a_gradient_pass_at_zero_only(dy, x):
    return dy if not x.any() else dy * (x > 0)


@wrong("relu_backward", caught_by="four_numbers", hint="dy comes back as it is")
def returns_dy_itself(dy, x):
    return dy


@wrong("relu_backward", caught_by="four_numbers", hint="changes its input")
def writes_into_the_callers_dy(dy, x):
    dy[x <= 0] = 0
    return dy


@wrong("relu_backward", caught_by="four_numbers", hint="changes its input")
def writes_into_the_callers_x(dy, x):
    x[x > 0] = 1
    x[x < 0] = 0
    return dy * x


@wrong("relu_backward", caught_by="four_numbers", hint="multiply by dy")
def returns_the_slope_alone(dy, x):
    return (x > 0).astype(float)


@wrong("relu_backward", caught_by="four_numbers", hint="the forward pass")
def runs_forward(dy, x):
    return np.maximum(x, 0)


@wrong("relu_backward", caught_by="four_numbers", hint="the slope is 1 where x > 0, not x")
def multiplies_by_the_output(dy, x):
    return dy * np.maximum(x, 0)


@wrong("relu_backward", caught_by="four_numbers", hint="the other way round")
def lets_the_negative_side_pass(dy, x):
    return np.where(x < 0, dy, 0)


@wrong("relu_backward", caught_by="a_batch_of_maps", hint="a gradient may be negative")
def drops_negative_gradients(dy, x):
    return np.maximum(dy, 0) * (x > 0)


@wrong("relu_backward", caught_by="a_batch_of_maps", hint="a gradient has the shape")
def selects_instead_of_masking(dy, x):
    return (dy * (x > 0)).ravel()


@wrong("relu_backward", caught_by="four_numbers", hint="expected (4,)")
def keeps_only_what_passes(dy, x):
    return dy[x > 0]


@wrong("relu_backward", caught_by="four_numbers", hint="end with a return")
def returns_nothing(dy, x):
    dy = dy * (x > 0)


@wrong("relu_backward", caught_by="dead_units", hint="however little")
def asks_for_more_than_a_little(dy, x):
    return dy * (x > 1e-6)


@wrong("relu_backward", caught_by="a_batch_of_maps", hint="IndexError")
def loops_over_one_axis(dy, x):
    dx = dy.copy()
    for i in range(x.size):
        if x[i].max() <= 0:
            dx[i] = 0
    return dx


@wrong("relu_backward", caught_by="a_batch_of_maps", hint="not by half, either")
def lets_half_pass_at_zero(dy, x):
    return dy * np.heaviside(x, 0.5)


@wrong("relu_backward", caught_by="four_numbers", hint="ReLU of x times dy")
def cuts_the_product_off(dy, x):
    return np.maximum(x * dy, 0)


@wrong("relu_backward", caught_by="four_numbers", hint="with its sign turned")
def multiplies_by_the_sign_of_x(dy, x):
    return dy * np.sign(x)
