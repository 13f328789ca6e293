"""Wrong answers to exercise 7 that students may well give."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


@wrong("train_epoch", caught_by="nothing_learned", hint="do the labels follow the images")
def leaves_the_labels_behind(model, optimizer, images, labels, batch_size, rng):
    images = images[rng.permutation(len(images))]
    return train_epoch_right(model, optimizer, images, labels, batch_size, np.arange(len(images)))


def train_epoch_right(model, optimizer, images, labels, batch_size, order, **spoil):
    """A right epoch in this order, but for what is spoilt."""
    total = 0.0
    for start in range(0, len(images), batch_size):
        batch = order[start : start + batch_size]
        if spoil.get("full_only") and len(batch) < batch_size:
            continue
        z, upstream = model.forward(images[batch]), spoil.get("upstream", 1.0)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        rows = np.arange(len(batch))
        loss = -np.log(p[rows, labels[batch]]).mean()
        p[rows, labels[batch]] -= 1
        model.backward(upstream * p / len(batch))
        for _ in range(spoil.get("steps", 1)):
            optimizer.step()
        if spoil.get("afterwards"):
            z = model.forward(images[batch])
            log_sums = np.log(np.exp(z - z.max()).sum(axis=1)) + z.max()
            loss = (log_sums - z[rows, labels[batch]]).mean()
        total += loss * (1 if spoil.get("unweighed") else len(batch))
    return total / spoil.get("over", len(images))


@wrong("train_epoch", caught_by="nothing_learned", hint="the last one may be smaller")
def leaves_the_last_batch_out(model, optimizer, images, labels, batch_size, rng):
    order = rng.permutation(len(images))
    return train_epoch_right(
        model, optimizer, images, labels, batch_size, order,
        full_only=True, over=len(images) // batch_size * batch_size,
    )  # fmt: skip


@wrong("train_epoch", caught_by="nothing_learned", hint="only by the number of its images")
def takes_the_mean_of_the_batches(model, optimizer, images, labels, batch_size, rng):
    order, batches = rng.permutation(len(images)), -(-len(images) // batch_size)
    return train_epoch_right(
        model, optimizer, images, labels, batch_size, order, unweighed=True, over=batches
    )


@wrong("train_epoch", caught_by="nothing_learned", hint="divide by the number of images")
def returns_the_sum(model, optimizer, images, labels, batch_size, rng):
    order = rng.permutation(len(images))
    return train_epoch_right(model, optimizer, images, labels, batch_size, order, over=1)


@wrong("train_epoch", caught_by="nothing_learned", hint="batches' means is divided")
def adds_means_and_divides_by_images(model, optimizer, images, labels, batch_size, rng):
    order = rng.permutation(len(images))
    return train_epoch_right(model, optimizer, images, labels, batch_size, order, unweighed=True)


@wrong("train_epoch", caught_by="nothing_learned", hint="end with a return")
def returns_nothing(model, optimizer, images, labels, batch_size, rng):
    order = rng.permutation(len(images))
    train_epoch_right(model, optimizer, images, labels, batch_size, order)


@wrong("train_epoch", caught_by="a_single_batch", hint="then the optimiser's step")
def never_steps(model, optimizer, images, labels, batch_size, rng):
    order = rng.permutation(len(images))
    return train_epoch_right(model, optimizer, images, labels, batch_size, order, steps=0)


@wrong("train_epoch", caught_by="a_single_batch", hint="the step is taken twice")
def steps_twice(model, optimizer, images, labels, batch_size, rng):
    order = rng.permutation(len(images))
    return train_epoch_right(model, optimizer, images, labels, batch_size, order, steps=2)


@wrong("train_epoch", caught_by="a_single_batch", hint="has divided by the batch already")
def divides_dlogits_by_the_batch(model, optimizer, images, labels, batch_size, rng):
    order = rng.permutation(len(images))
    return train_epoch_right(
        model, optimizer, images, labels, batch_size, order, upstream=1 / batch_size
    )


@wrong("train_epoch", caught_by="a_single_batch", hint="no sign turned")
def turns_the_sign_of_dlogits(model, optimizer, images, labels, batch_size, rng):
    order = rng.permutation(len(images))
    return train_epoch_right(model, optimizer, images, labels, batch_size, order, upstream=-1)


@wrong("train_epoch", caught_by="a_single_batch", hint="the loss after the step")
def measures_the_loss_afterwards(model, optimizer, images, labels, batch_size, rng):
    order = rng.permutation(len(images))
    return train_epoch_right(model, optimizer, images, labels, batch_size, order, afterwards=True)


@wrong("train_epoch", caught_by="every_image_once", hint="one step for the whole epoch")
def steps_once_an_epoch(model, optimizer, images, labels, batch_size, rng):
    order, size = rng.permutation(len(images)), len(images)
    loss, dlogits = softmax_cross_entropy(model.forward(images[order]), labels[order])
    model.backward(dlogits)
    optimizer.step()
    return loss * size / size


@wrong("train_epoch", caught_by="every_image_once", hint="every image takes part once")
def draws_with_replacement(model, optimizer, images, labels, batch_size, rng):
    first = train_epoch_right(model, Idle(), images, labels, batch_size, np.arange(len(images)))
    order = np.arange(len(images))
    if len(images) > 5:
        order = rng.choice(order, len(images))
    train_epoch_right(model, optimizer, images, labels, batch_size, order)
    return first


class Idle:
    """An optimiser that does nothing."""

    def step(self):
        pass


@wrong("train_epoch", caught_by="random_order", hint="the order is the same for every seed")
def keeps_the_order(model, optimizer, images, labels, batch_size, rng):
    return train_epoch_right(model, optimizer, images, labels, batch_size, np.arange(len(images)))


@wrong("train_epoch", caught_by="random_order", hint="draw the order from rng")
def draws_from_the_global_generator(model, optimizer, images, labels, batch_size, rng):
    order = np.random.permutation(len(images))  # noqa: NPY002
    return train_epoch_right(model, optimizer, images, labels, batch_size, order)


@wrong("train_epoch", caught_by="random_order", hint="for every seed")
def makes_a_generator_of_its_own(model, optimizer, images, labels, batch_size, rng):
    order = default_rng(0).permutation(len(images))
    return train_epoch_right(model, optimizer, images, labels, batch_size, order)


@wrong("train_epoch", caught_by="random_order", hint="the order of the first")
def copies_the_generator(model, optimizer, images, labels, batch_size, rng):
    import copy

    order = copy.deepcopy(rng).permutation(len(images))
    return train_epoch_right(model, optimizer, images, labels, batch_size, order)


@wrong("train_epoch", caught_by="nothing_learned", hint="changes its input")
def shuffles_the_callers_images(model, optimizer, images, labels, batch_size, rng):
    state = rng.bit_generator.state
    rng.shuffle(images)
    rng.bit_generator.state = state
    rng.shuffle(labels)
    return train_epoch_right(model, optimizer, images, labels, batch_size, np.arange(len(images)))


@wrong("train_epoch", caught_by="by_heart", hint="of the six pictures are right")
def forgets_what_it_has_learned(model, optimizer, images, labels, batch_size, rng):
    order = rng.permutation(len(images))
    loss = train_epoch_right(model, optimizer, images, labels, batch_size, order)
    if images.shape[-1] > 2:
        for layer in model.layers:
            for name in layer.params:
                layer.params[name] = 0.5 * layer.params[name]
    return loss


@wrong("train_epoch", caught_by="random_order", hint="not the batches")
def shuffles_the_batches(model, optimizer, images, labels, batch_size, rng):
    starts = rng.permutation(np.arange(0, len(images), batch_size))
    order = np.concatenate([np.arange(len(images))[s : s + batch_size] for s in starts])
    if len(images) % batch_size:
        order = rng.permutation(len(images))
    return train_epoch_right(model, optimizer, images, labels, batch_size, order)


@wrong("train_epoch", caught_by="nothing_learned", hint="add up loss times number")
def returns_the_last_loss(model, optimizer, images, labels, batch_size, rng):
    order = rng.permutation(len(images))
    for start in range(0, len(images), batch_size):
        batch = order[start : start + batch_size]
        loss, dlogits = softmax_cross_entropy(model.forward(images[batch]), labels[batch])
        model.backward(dlogits)
        optimizer.step()
    return loss


@wrong("train_epoch", caught_by="every_image_once", hint="every image takes part once")
def draws_each_batch_from_all(model, optimizer, images, labels, batch_size, rng):
    total, count = 0.0, len(images)
    for start in range(0, count, batch_size):
        batch = rng.choice(count, min(batch_size, count - start), replace=False)
        loss, dlogits = softmax_cross_entropy(model.forward(images[batch]), labels[batch])
        model.backward(dlogits)
        optimizer.step()
        total += loss * len(batch)
    return total / count


@wrong("train_epoch", caught_by="a_single_batch", hint="what goes back is dlogits")
def hands_the_loss_back(model, optimizer, images, labels, batch_size, rng):
    loss, _ = softmax_cross_entropy(model.forward(images), labels)
    model.backward(loss)
    optimizer.step()
    return loss


@wrong("train_epoch", caught_by="a_single_batch", hint="before backward has left any gradients")
def steps_before_backward(model, optimizer, images, labels, batch_size, rng):
    loss, dlogits = softmax_cross_entropy(model.forward(images), labels)
    optimizer.step()
    model.backward(dlogits)
    return loss
