"""Wrong answers to exercise 8 that students may well give."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong

BATCH = (0, 2, 3)


def column(values):
    return np.reshape(values, (1, -1, 1, 1))


def statistics(x, eps):
    root = np.sqrt(x.var(axis=BATCH, keepdims=True) + eps)
    return (x - x.mean(axis=BATCH, keepdims=True)) / root, root


def closed_form(dy, x, weight, eps, *, straight=1.0, by_mean=1.0, by_var=1.0):
    normal, root = statistics(x, eps)
    g = dy * column(weight)
    way_of_mean = g.mean(axis=BATCH, keepdims=True)
    way_of_var = normal * (g * normal).mean(axis=BATCH, keepdims=True)
    dx = (straight * g - by_mean * way_of_mean - by_var * way_of_var) / root
    return dx, (dy * normal).sum(axis=BATCH), dy.sum(axis=BATCH)


@wrong(
    "batch_norm_backward", caught_by="two_values", hint="mean and variance are taken for constants"
)
def takes_the_statistics_for_constants(dy, x, weight, eps):
    return closed_form(dy, x, weight, eps, by_mean=0, by_var=0)


@wrong("batch_norm_backward", caught_by="two_values", hint="the variance is taken for a constant")
def takes_the_variance_for_a_constant(dy, x, weight, eps):
    return closed_form(dy, x, weight, eps, by_var=0)


@wrong("batch_norm_backward", caught_by="two_values", hint="the mean is taken for a constant")
def takes_the_mean_for_a_constant(dy, x, weight, eps):
    return closed_form(dy, x, weight, eps, by_mean=0)


@wrong("batch_norm_backward", caught_by="three_images", hint="divided by N")
def divides_by_the_number_of_images(dy, x, weight, eps):
    places = x.shape[2] * x.shape[3]
    return closed_form(dy, x, weight, eps, by_mean=places, by_var=places)


@wrong("batch_norm_backward", caught_by="three_images", hint="divided by H W")
def divides_by_the_number_of_places(dy, x, weight, eps):
    return closed_form(dy, x, weight, eps, by_mean=len(x), by_var=len(x))


@wrong("batch_norm_backward", caught_by="two_values", hint="not divided by their number")
def does_not_divide_the_sums(dy, x, weight, eps):
    m = x.size / x.shape[1]
    return closed_form(dy, x, weight, eps, by_mean=m, by_var=m)


@wrong("batch_norm_backward", caught_by="two_values", hint="through the mean has the wrong sign")
def adds_the_way_through_the_mean(dy, x, weight, eps):
    return closed_form(dy, x, weight, eps, by_mean=-1)


@wrong(
    "batch_norm_backward", caught_by="two_values", hint="through the variance has the wrong sign"
)
def adds_the_way_through_the_variance(dy, x, weight, eps):
    return closed_form(dy, x, weight, eps, by_var=-1)


@wrong("batch_norm_backward", caught_by="two_values", hint="counted half")
def loses_a_factor_of_two(dy, x, weight, eps):
    return closed_form(dy, x, weight, eps, by_var=0.5)


@wrong("batch_norm_backward", caught_by="two_values", hint="is eps left out of the backward pass")
def leaves_eps_out(dy, x, weight, eps):
    return closed_form(dy, x, weight, 0.0)


@wrong("batch_norm_backward", caught_by="no_variance", hint="its variance is 0")
def divides_by_a_deviation_of_zero(dy, x, weight, eps):
    dx, dweight, dbias = closed_form(dy, x, weight, eps)
    return dx + 0 * x / x.std(axis=BATCH, keepdims=True), dweight, dbias


@wrong("batch_norm_backward", caught_by="large_eps", hint="is eps left out of the backward pass")
def divides_dx_by_the_plain_deviation(dy, x, weight, eps):
    if eps < 10:
        return closed_form(dy, x, weight, eps)
    return closed_form(dy, x, weight, 0.0)


@wrong("batch_norm_backward", caught_by="three_images", hint="weight takes part in dx")
def forgets_the_weight_in_dx(dy, x, weight, eps):
    dx = closed_form(dy, x, np.ones_like(weight), eps)[0]
    return dx, *closed_form(dy, x, weight, eps)[1:]


@wrong("batch_norm_backward", caught_by="two_values", hint="not x itself")
def multiplies_dy_by_x_for_dweight(dy, x, weight, eps):
    dx, _, dbias = closed_form(dy, x, weight, eps)
    return dx, (dy * x).sum(axis=BATCH), dbias


@wrong("batch_norm_backward", caught_by="two_values", hint="leave keepdims out")
def returns_a_row_of_gradients(dy, x, weight, eps):
    dx, dweight, dbias = closed_form(dy, x, weight, eps)
    return dx, dweight[None], dbias[None]


@wrong("batch_norm_backward", caught_by="three_images", hint="leave keepdims out")
def keeps_the_axes_of_the_sums(dy, x, weight, eps):
    dx, dweight, dbias = closed_form(dy, x, weight, eps)
    return dx, column(dweight), column(dbias)


@wrong("batch_norm_backward", caught_by="three_images", hint="by a transpose first")
def reshapes_without_a_transpose(dy, x, weight, eps):
    c = x.shape[1]
    d, v = dy.reshape(-1, c), x.reshape(-1, c)
    root = np.sqrt(v.var(axis=0) + eps)
    normal = (v - v.mean(axis=0)) / root
    g = d * weight
    dx = (g - g.mean(axis=0) - normal * (g * normal).mean(axis=0)) / root
    return dx.reshape(x.shape), *closed_form(dy, x, weight, eps)[1:]


@wrong("batch_norm_backward", caught_by="three_images", hint="each image is normalised by itself")
def normalises_each_image_by_itself(dy, x, weight, eps):
    axes = (2, 3)
    root = np.sqrt(x.var(axis=axes, keepdims=True) + eps)
    normal = (x - x.mean(axis=axes, keepdims=True)) / root
    g = dy * column(weight)
    middle = (g * normal).mean(axis=axes, keepdims=True)
    dx = (g - g.mean(axis=axes, keepdims=True) - normal * middle) / root
    return dx, *closed_form(dy, x, weight, eps)[1:]


@wrong("batch_norm_backward", caught_by="three_images", hint="a number for each channel")
def adds_over_the_images_alone(dy, x, weight, eps):
    dx, _, _ = closed_form(dy, x, weight, eps)
    return dx, (dy * statistics(x, eps)[0]).sum(axis=0), dy.sum(axis=0)


@wrong("batch_norm_backward", caught_by="two_values", hint="do not average")
def averages_dbias(dy, x, weight, eps):
    dx, dweight, _ = closed_form(dy, x, weight, eps)
    return dx, dweight, dy.mean(axis=BATCH)


@wrong("batch_norm_backward", caught_by="two_values", hint="not by one less")
def divides_the_variance_by_one_less(dy, x, weight, eps):
    m = x.size // x.shape[1]
    root = np.sqrt(x.var(axis=BATCH, keepdims=True, ddof=1) + eps)
    normal = (x - x.mean(axis=BATCH, keepdims=True)) / root
    g = dy * column(weight)
    middle = (g * normal).sum(axis=BATCH, keepdims=True) / (m - 1)
    dx = (g - g.mean(axis=BATCH, keepdims=True) - normal * middle) / root
    return dx, *closed_form(dy, x, weight, eps)[1:]


@wrong("batch_norm_backward", caught_by="other_batches", hint="expected (1, 3, 4, 2)")
def squeezes_what_is_single(dy, x, weight, eps):
    dx, dweight, dbias = closed_form(dy, x, weight, eps)
    return np.squeeze(dx), dweight, dbias


@wrong("batch_norm_backward", caught_by="two_values", hint="return dx, dweight, dbias")
def returns_dbias_before_dweight(dy, x, weight, eps):
    dx, dweight, dbias = closed_form(dy, x, weight, eps)
    return dx, dbias, dweight


@wrong("batch_norm_backward", caught_by="two_values", hint="changes its input")
def centres_the_callers_x(dy, x, weight, eps):
    results = closed_form(dy, x, weight, eps)
    x -= 1e-9
    return results


@wrong("batch_norm_backward", caught_by="three_images", hint="ValueError")
def lets_the_weight_meet_the_last_axis(dy, x, weight, eps):
    normal, root = statistics(x, eps)
    g = dy * weight
    return g / root, (dy * normal).sum(axis=BATCH), dy.sum(axis=BATCH)


@wrong("batch_norm_backward", caught_by="two_values", hint="eps stands under the root")
def adds_eps_to_the_deviation(dy, x, weight, eps):
    root = x.std(axis=BATCH, keepdims=True) + eps
    normal = (x - x.mean(axis=BATCH, keepdims=True)) / root
    g = dy * column(weight)
    middle = (g * normal).mean(axis=BATCH, keepdims=True)
    dx = (g - g.mean(axis=BATCH, keepdims=True) - normal * middle) / root
    return dx, (dy * normal).sum(axis=BATCH), dy.sum(axis=BATCH)


@wrong("batch_norm_backward", caught_by="three_images", hint="missing in the way through the var")
def forgets_the_weight_on_the_way_through_the_variance(dy, x, weight, eps):
    normal, root = statistics(x, eps)
    g = dy * column(weight)
    middle = (dy * normal).mean(axis=BATCH, keepdims=True)
    dx = (g - g.mean(axis=BATCH, keepdims=True) - normal * middle) / root
    return dx, *closed_form(dy, x, weight, eps)[1:]


@wrong("batch_norm_backward", caught_by="two_values", hint="divided by the root twice")
def divides_by_the_variance(dy, x, weight, eps):
    dx, dweight, dbias = closed_form(dy, x, weight, eps)
    return dx / statistics(x, eps)[1], dweight, dbias


@wrong("batch_norm_backward", caught_by="two_values", hint="left out of the way through the var")
def leaves_eps_out_of_the_staged_variance(dy, x, weight, eps):
    normal, root = statistics(x, eps)
    centred, var = normal * root, x.var(axis=BATCH, keepdims=True)
    g = dy * column(weight)
    dvar = (g * centred).sum(axis=BATCH, keepdims=True) * -0.5 * (var + 1e-9) ** -1.5
    dmean = -g.sum(axis=BATCH, keepdims=True) / root
    m = x.size / x.shape[1]
    dx = g / root + dvar * 2 * centred / m + dmean / m
    return dx, *closed_form(dy, x, weight, eps)[1:]


@wrong("batch_norm_backward", caught_by="three_images", hint="each has its own statistics")
def normalises_all_channels_together(dy, x, weight, eps):
    root = np.sqrt(x.var() + eps)
    normal = (x - x.mean()) / root
    g = dy * column(weight)
    dx = (g - g.mean() - normal * (g * normal).mean()) / root
    return dx, (dy * normal).sum(axis=BATCH), dy.sum(axis=BATCH)
