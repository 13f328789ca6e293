"""Right answers to exercise 7, written in different ways."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("train_epoch")
def shuffles_copies(model, optimizer, images, labels, batch_size, rng):
    order = np.arange(len(labels))
    rng.shuffle(order)
    x, t = images[order], labels[order]
    losses = []
    while len(x):
        loss, dlogits = softmax_cross_entropy(model.forward(x[:batch_size]), t[:batch_size])
        model.backward(dlogits)
        optimizer.step()
        losses += [loss] * len(t[:batch_size])
        x, t = x[batch_size:], t[batch_size:]
    return np.mean(losses)


@right("train_epoch")
def splits_the_order(network, sgd, images, labels, size, rng):
    order = rng.permutation(images.shape[0])
    batches = np.array_split(order, np.arange(size, len(order), size))
    weighed = 0
    for batch in batches:
        loss, upstream = softmax_cross_entropy(network.forward(images[batch]), labels[batch])
        network.backward(upstream)
        sgd.step()
        weighed += batch.size / order.size * loss
    return weighed


@right("train_epoch")
def asks_a_helper_for_each_batch(model, optimizer, images, labels, batch_size, rng):
    def learn(numbers):
        x, t = np.take(images, numbers, axis=0), np.take(labels, numbers)
        loss, dlogits = softmax_cross_entropy(model.forward(x), t)
        model.backward(dlogits)
        optimizer.step()
        return loss

    left = list(rng.choice(len(images), len(images), replace=False))
    total, seen = 0.0, 0
    while left:
        numbers, left = left[:batch_size], left[batch_size:]
        total += learn(numbers) * len(numbers)
        seen += len(numbers)
    return float(total / seen)
