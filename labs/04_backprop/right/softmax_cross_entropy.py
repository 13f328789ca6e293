"""Right answers to exercise 4, written in different ways."""

from __future__ import annotations

import math

import numpy as np

from cnnlab.labs.answers import right


@right("softmax_cross_entropy")
def goes_row_by_row(logits, target):
    loss, rows = 0.0, []
    for z, t in zip(logits.tolist(), target.tolist(), strict=True):
        m = max(z)
        exponentials = [math.exp(v - m) for v in z]
        total = sum(exponentials)
        loss += (math.log(total) + m - z[t]) / len(target)
        rows.append([e / total / len(target) for e in exponentials])
        rows[-1][t] -= 1 / len(target)
    return loss, rows


@right("softmax_cross_entropy")
def writes_one_hot_rows(logits, target):
    z = logits - np.max(logits, axis=1)[:, None]
    log_sums = np.log(np.sum(np.exp(z), axis=1))
    hot = np.eye(logits.shape[1])[target]
    loss = np.mean(log_sums - np.sum(z * hot, axis=1), keepdims=True)
    return [loss, (np.exp(z - log_sums[:, None]) - hot) / len(hot)]


@right("softmax_cross_entropy")
def adds_logarithms(logits, target):
    log_sum = np.logaddexp.reduce(logits.astype(float), axis=1)
    n = np.arange(len(logits))
    dlogits = np.exp(logits - log_sum[:, None])
    np.subtract.at(dlogits, (n, target), 1)
    return np.mean(log_sum - logits[n, target]), np.asfortranarray(dlogits / len(n))


@right("softmax_cross_entropy")
def works_with_classes_first(scores, labels):
    z = scores.T.astype(np.float64)
    z = z - z.max(axis=0)
    e = np.exp(z)
    p = e / e.sum(axis=0)
    picked = np.take_along_axis(z, labels[None], axis=0)
    p[labels, np.arange(p.shape[1])] -= 1.0
    loss = (np.log(e.sum(axis=0)) - picked[0]).sum() / p.shape[1]
    return np.float32(loss), (p / p.shape[1]).T
