"""Wrong answers to batch_norm."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


@wrong("batch_norm", caught_by="in_training", hint="weight and bias are missing")
def forgets_weight_and_bias(x, weight, bias, running_mean, running_var, training, momentum, eps):
    ones, zeros = np.ones_like(weight), np.zeros_like(bias)
    return norms(x, ones, zeros, running_mean, running_var, training, momentum, eps)


@wrong("batch_norm", caught_by="in_evaluation", hint="in evaluation, too")
def forgets_them_in_evaluation(x, weight, bias, running_mean, running_var, training, momentum, eps):
    if not training:
        weight, bias = np.ones_like(weight), np.zeros_like(bias)
    return norms(x, weight, bias, running_mean, running_var, training, momentum, eps)


@wrong("batch_norm", caught_by="a_large_eps", hint="eps is missing")
def forgets_eps(x, weight, bias, running_mean, running_var, training, momentum, eps):
    return norms(x, weight, bias, running_mean, running_var, training, momentum, 0)


@wrong("batch_norm", caught_by="a_large_eps", hint="eps belongs under the root")
def adds_eps_outside_the_root(x, weight, bias, running_mean, running_var, training, momentum, eps):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
    y = (x - wide(mean)) / (np.sqrt(wide(var)) + eps) * wide(weight) + wide(bias)
    rest = norms(x, weight, bias, running_mean, running_var, training, momentum, eps)[1:]
    return y, *rest


@wrong("batch_norm", caught_by="in_training", hint="the root is missing")
def divides_by_the_variance(x, weight, bias, running_mean, running_var, training, momentum, eps):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
    y = (x - wide(mean)) / (wide(var) + eps) * wide(weight) + wide(bias)
    rest = norms(x, weight, bias, running_mean, running_var, training, momentum, eps)[1:]
    return y, *rest


@wrong("batch_norm", caught_by="in_training", hint="divided by N H W; by N H W - 1 only")
def normalises_by_the_unbiased_variance(
    x, weight, bias, running_mean, running_var, training, momentum, eps
):
    y, mean, var = norms(x, weight, bias, running_mean, running_var, training, momentum, eps)
    if training:
        spread = np.sqrt(x.var(axis=(0, 2, 3), ddof=1) + eps)
        y = (x - wide(x.mean(axis=(0, 2, 3)))) / wide(spread) * wide(weight) + wide(bias)
    return y, mean, var


@wrong("batch_norm", caught_by="in_training", hint="divided by N H W - 1")
def remembers_the_biased_variance(
    x, weight, bias, running_mean, running_var, training, momentum, eps
):
    y, mean, var = norms(x, weight, bias, running_mean, running_var, training, momentum, eps)
    if training:
        var = (1 - momentum) * running_var + momentum * x.var(axis=(0, 2, 3))
    return y, mean, var


@wrong("batch_norm", caught_by="a_large_eps", hint="eps is no part of the running variance")
def remembers_the_variance_with_eps(
    x, weight, bias, running_mean, running_var, training, momentum, eps
):
    y, mean, var = norms(x, weight, bias, running_mean, running_var, training, momentum, eps)
    if training:
        var = (1 - momentum) * running_var + momentum * (x.var(axis=(0, 2, 3), ddof=1) + eps)
    return y, mean, var


@wrong("batch_norm", caught_by="in_training", hint="the running mean is not updated")
def remembers_nothing(x, weight, bias, running_mean, running_var, training, momentum, eps):
    y = norms(x, weight, bias, running_mean, running_var, training, momentum, eps)[0]
    return y, running_mean, running_var


@wrong("batch_norm", caught_by="in_training", hint="the running one moves towards it")
def overwrites_what_it_remembers(
    x, weight, bias, running_mean, running_var, training, momentum, eps
):
    y = norms(x, weight, bias, running_mean, running_var, training, momentum, eps)[0]
    if training:
        return y, x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3), ddof=1)
    return y, running_mean, running_var


@wrong("batch_norm", caught_by="in_training", hint="the share of the new mean")
def turns_the_momentum_round(x, weight, bias, running_mean, running_var, training, momentum, eps):
    return norms(x, weight, bias, running_mean, running_var, training, 1 - momentum, eps)


@wrong("batch_norm", caught_by="in_evaluation", hint="nothing is learned")
def learns_in_evaluation(x, weight, bias, running_mean, running_var, training, momentum, eps):
    y = norms(x, weight, bias, running_mean, running_var, training, momentum, eps)[0]
    _, mean, var = norms(x, weight, bias, running_mean, running_var, True, momentum, eps)
    return y, mean, var


@wrong("batch_norm", caught_by="in_evaluation", hint="these are the batch's")
def uses_the_batch_in_evaluation(
    x, weight, bias, running_mean, running_var, training, momentum, eps
):
    y = norms(x, weight, bias, running_mean, running_var, True, momentum, eps)[0]
    rest = norms(x, weight, bias, running_mean, running_var, training, momentum, eps)[1:]
    return y, *rest


@wrong("batch_norm", caught_by="in_training", hint="these are the running ones")
def uses_the_running_statistics_in_training(
    x, weight, bias, running_mean, running_var, training, momentum, eps
):
    y = norms(x, weight, bias, running_mean, running_var, False, momentum, eps)[0]
    rest = norms(x, weight, bias, running_mean, running_var, training, momentum, eps)[1:]
    return y, *rest


@wrong("batch_norm", caught_by="in_training", hint="move the channels last first")
def reshapes_without_moving_the_channels(
    x, weight, bias, running_mean, running_var, training, momentum, eps
):
    flat = x.reshape(-1, x.shape[1])[:, :, None, None]
    y, mean, var = norms(flat, weight, bias, running_mean, running_var, training, momentum, eps)
    return y.reshape(x.shape), mean, var


@wrong("batch_norm", caught_by="in_training", hint="they go over height and width too")
def takes_statistics_over_the_images_only(
    x, weight, bias, running_mean, running_var, training, momentum, eps
):
    y, mean, var = norms(x, weight, bias, running_mean, running_var, training, momentum, eps)
    if training:
        y = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) * wide(weight) + wide(bias)
    return y, mean, var


@wrong("batch_norm", caught_by="in_training", hint="they go over the whole batch")
def normalises_every_image_by_itself(
    x, weight, bias, running_mean, running_var, training, momentum, eps
):
    y, mean, var = norms(x, weight, bias, running_mean, running_var, training, momentum, eps)
    if training:
        far = x - x.mean(axis=(2, 3), keepdims=True)
        y = far / np.sqrt(x.var(axis=(2, 3), keepdims=True) + eps) * wide(weight) + wide(bias)
    return y, mean, var


@wrong("batch_norm", caught_by="in_training", hint="keep no axes of length 1")
def keeps_the_statistics_four_dimensional(
    x, weight, bias, running_mean, running_var, training, momentum, eps
):
    y, mean, var = norms(x, weight, bias, running_mean, running_var, training, momentum, eps)
    return y, mean.reshape(1, -1, 1, 1), var.reshape(1, -1, 1, 1)


@wrong("batch_norm", caught_by="in_training", hint="keep no axes of length 1")
def keeps_the_statistics_in_a_row(
    x, weight, bias, running_mean, running_var, training, momentum, eps
):
    y, mean, var = norms(x, weight, bias, running_mean, running_var, training, momentum, eps)
    return y, mean[None], var[None]


@wrong("batch_norm", caught_by="in_training", hint="changes its input")
def updates_the_callers_statistics(
    x, weight, bias, running_mean, running_var, training, momentum, eps
):
    y, mean, var = norms(x, weight, bias, running_mean, running_var, training, momentum, eps)
    running_mean[:] = mean
    running_var[:] = var
    return y, running_mean, running_var


@wrong("batch_norm", caught_by="in_training", hint="return three things")
def returns_y_alone(x, weight, bias, running_mean, running_var, training, momentum, eps):
    return norms(x, weight, bias, running_mean, running_var, training, momentum, eps)[0]


@wrong("batch_norm", caught_by="in_training", hint="divided by N - 1 alone")
def counts_the_images_only(x, weight, bias, running_mean, running_var, training, momentum, eps):
    y, mean, var = norms(x, weight, bias, running_mean, running_var, training, momentum, eps)
    if training:
        n = len(x)
        biased = x.var(axis=(0, 2, 3))
        var = (1 - momentum) * running_var + momentum * biased * n / max(n - 1, 1)
    return y, mean, var


@wrong("batch_norm", caught_by="in_training", hint="weight and bias are exchanged")
def exchanges_weight_and_bias(x, weight, bias, running_mean, running_var, training, momentum, eps):
    return norms(x, bias, weight, running_mean, running_var, training, momentum, eps)


@wrong("batch_norm", caught_by="in_training", hint="what stays from one call")
def remembers_from_call_to_call(
    x, weight, bias, running_mean, running_var, training, momentum, eps, memory={}
):
    old = memory.setdefault("mean", running_mean), memory.setdefault("var", running_var)
    y, mean, var = norms(x, weight, bias, *old, training, momentum, eps)
    memory.update(mean=mean, var=var)
    return y, mean, var


@wrong("batch_norm", caught_by="extreme_batches", hint="NaN")
def divides_before_it_adds_eps(x, weight, bias, running_mean, running_var, training, momentum, eps):
    y, mean, var = norms(x, weight, bias, running_mean, running_var, training, momentum, eps)
    spread = x.std(axis=(0, 2, 3))
    return (y + 0 * wide(1 / spread) if training and not spread.all() else y), mean, var


@wrong("batch_norm", caught_by="in_training", hint="needs two more axes")
def forgets_the_axes(x, weight, bias, running_mean, running_var, training, momentum, eps):
    mean, var = x.mean(axis=0), x.var(axis=0)
    return (x - mean) / np.sqrt(var + eps) * weight + bias, running_mean, running_var


@wrong("batch_norm", caught_by="in_training", hint="keep no axes of length 1")
def lets_the_statistics_broadcast(
    x, weight, bias, running_mean, running_var, training, momentum, eps
):
    mean, var = x.mean(axis=(0, 2, 3), keepdims=True), x.var(axis=(0, 2, 3), keepdims=True)
    y = norms(x, weight, bias, running_mean, running_var, training, momentum, eps)[0]
    old = 1 - momentum
    return y, old * running_mean + momentum * mean, old * running_var + momentum * var


@wrong("batch_norm", caught_by="in_training", hint="divided by N alone")
def divides_by_the_number_of_images(
    x, weight, bias, running_mean, running_var, training, momentum, eps
):
    y, mean, var = norms(x, weight, bias, running_mean, running_var, training, momentum, eps)
    if training:
        n = len(x)
        mu = x.sum(axis=(0, 2, 3)) / n
        spread = ((x - wide(mu)) ** 2).sum(axis=(0, 2, 3)) / n
        y = (x - wide(mu)) / np.sqrt(wide(spread) + eps) * wide(weight) + wide(bias)
    return y, mean, var


@wrong("batch_norm", caught_by="a_large_eps", hint="eps is no part of the running variance")
def stores_the_variance_it_divides_by(
    x, weight, bias, running_mean, running_var, training, momentum, eps
):
    y, mean, var = norms(x, weight, bias, running_mean, running_var, training, momentum, eps)
    if training:
        used = x.var(axis=(0, 2, 3)) + eps
        var = (1 - momentum) * running_var + momentum * used
    return y, mean, var


@wrong("batch_norm", caught_by="in_training", hint="the running mean is not updated")
def updates_names_that_nobody_returns(
    x, weight, bias, running_mean, running_var, training, momentum, eps
):
    old_mean, old_var = running_mean, running_var
    y, mean, var = norms(x, weight, bias, running_mean, running_var, training, momentum, eps)
    running_mean, running_var = mean, var
    return y, old_mean, old_var


def wide(channels):
    return channels[:, None, None]


def norms(x, weight, bias, running_mean, running_var, training, momentum, eps):
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        unbiased = x.var(axis=(0, 2, 3), ddof=1)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * unbiased
    y = (x - wide(mean)) / np.sqrt(wide(var) + eps) * wide(weight) + wide(bias)
    return y, running_mean, running_var
