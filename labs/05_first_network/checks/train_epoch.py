"""7. train_epoch"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy import special

from cnnlab.labs import Failed, Student
from cnnlab.labs.compare import as_array, expect_close
from cnnlab.labs.narrow import narrow

from .common import Array, explained, filled, lab

Labels = NDArray[np.integer]
CLASSES = 3


class Small:
    """A network of one Linear layer, the student's and as it is known here."""

    def __init__(self, student: Student, rng: Generator, lr: float) -> None:
        self.layer = student.Linear(4, CLASSES, rng=student.default_rng(1))
        self.values = filled(student, self.layer, rng)
        self.model = student.Sequential(student.Flatten(), self.layer)
        self.optimizer = student.SGD(self.model, lr, 0.0)

    def losses(self, x: Array, labels: Labels, values: dict[str, Array] | None = None) -> Array:
        logits = self.logits(x, values or self.values)
        return -special.log_softmax(logits, axis=1)[np.arange(len(x)), labels]

    def logits(self, x: Array, values: dict[str, Array]) -> Array:
        return np.asarray(x.reshape(len(x), -1) @ values["weight"].T + values["bias"])

    def gradient(self, x: Array, labels: Labels) -> Array:
        """Of the mean loss, for the weight, at the start."""
        p = special.softmax(self.logits(x, self.values), axis=1)
        p[np.arange(len(x)), labels] -= 1
        return np.asarray(p.T @ x.reshape(len(x), -1) / len(x))


def drawn_images(rng: Generator, count: int) -> tuple[Array, Labels]:
    return rng.standard_normal((count, 1, 2, 2)), np.arange(count) % CLASSES


STUMBLES_OF_AN_EPOCH = {
    "'NoneType'": "is the step taken before backward has left any gradients?",
    "'float'": "what goes back is dlogits, the second result of softmax_cross_entropy",
}


def _epoch(student: Student, small: Small, x: Array, labels: Labels, batch: int) -> float:
    generator = student.default_rng(5)
    with explained(STUMBLES_OF_AN_EPOCH):
        answer = student.train_epoch(small.model, small.optimizer, x, labels, batch, generator)
    loss = as_array(answer, "the mean loss")
    if loss.size != 1:
        raise Failed(f"the mean loss has the shape {loss.shape}", "return one number")
    return float(loss.reshape(()))


def _standing_still(
    student: Student, rng: Generator, count: int, batch: int, *, alike: bool = False
) -> None:
    """With lr = 0 nothing changes, and the mean loss is that of all images."""
    small = Small(student, rng, 0.0)
    x, labels = drawn_images(rng, count)
    labels = 0 * labels if alike else labels
    losses = small.losses(x, labels)
    expect_close(
        _epoch(student, small, x, labels, batch),
        losses.mean(),
        what=f"the mean loss of {count} images in batches of {batch}",
        mistakes=mean_mistakes(losses.mean(), count, batch),
        hint="add up loss times number of images, batch by batch; divide by the number of all",
    )


def mean_mistakes(mean: float, count: int, batch: int) -> dict[str, float]:
    parts = -(-count // batch)
    return {
        "the losses of the batches are added up: divide by the number of images": mean * count,
        "the batches' means are added up: return the mean over the images": mean * parts,
        "the sum is divided by the size of a batch": mean * count / batch,
        "the sum of the batches' means is divided by the number of images": mean * parts / count,
    }


@lab.check("train_epoch", points=2)
def nothing_learned(student: Student, rng: Generator) -> None:
    """a learning rate of zero: the mean loss of six images, then of seven in batches of three"""
    narrow(
        partial(_standing_still, student, rng, 6, 3),
        named=partial(mean_mistakes, 0.0, 6, 3),
        easier={
            "right where all labels are the same: do the labels follow the images into their new "
            "order?": partial(_standing_still, student, rng, 6, 3, alike=True),
        },
    )
    hint = (
        "right where every batch is full: the last one may be smaller; it counts, too, and only by "
        "the number of its images"
    )
    narrow(
        partial(_standing_still, student, rng, 7, 3),
        named=partial(mean_mistakes, 0.0, 7, 3),
        easier={hint: partial(_standing_still, student, rng, 9, 3)},
    )


@lab.check("train_epoch", points=3)
def a_single_batch(student: Student, rng: Generator) -> None:
    """all images in one batch: one step, and the loss as it was before"""
    small = Small(student, rng, 0.5)
    x, labels = drawn_images(rng, 5)
    start, gradient = small.values["weight"], small.gradient(x, labels)
    loss = _epoch(student, small, x, labels, 5)
    params = {name: as_array(array) for name, array in small.layer.params.items()}
    unlearned = "the weight stays as it is: forward, loss, backward, then the optimiser's step"
    expect_close(
        params["weight"],
        start - 0.5 * gradient,
        what="the weight after one batch",
        mistakes={
            unlearned: start,
            "dlogits goes back as it is: the loss has divided by the batch already": (
                start - 0.5 * gradient / 5
            ),
            "dlogits goes back as it is: it need not be multiplied": start - 0.5 * gradient * 5,
            "one batch, one step: the step is taken twice": start - gradient,
            "the step goes the wrong way: dlogits as it is, no sign turned": start + 0.5 * gradient,
        },
        hint="what goes back is dlogits, the second result of softmax_cross_entropy",
    )
    after = small.losses(x, labels, params).mean()
    expect_close(
        loss,
        small.losses(x, labels).mean(),
        what="the mean loss",
        mistakes={"this is the loss after the step: note it before": after},
    )


@lab.check("train_epoch", points=2, hidden=True)
def every_image_once(student: Student, rng: Generator) -> None:
    """batches of two and of four, with a learning rate so small that the steps add up"""
    for count, batch in ((6, 2), (8, 4)):
        small = Small(student, rng, 1e-6)
        x, labels = drawn_images(rng, count)
        _epoch(student, small, x, labels, batch)
        moved = (small.values["weight"] - as_array(small.layer.params["weight"])) * 1e6
        whole = small.gradient(x, labels) * (count / batch)
        expect_close(
            moved,
            whole,
            what="the sum of all steps",
            tolerance=1e-3,
            mistakes={
                "there is one step for the whole epoch: take one after each batch": (
                    whole * batch / count
                ),
            },
            hint="every image takes part once: a permutation of all numbers, cut into batches, and "
            "each batch's own gradient",
        )


@lab.check("train_epoch", points=1, hidden=True)
def random_order(student: Student, rng: Generator) -> None:
    """another seed, another order; the same seed, the same"""
    x, labels = drawn_images(rng, 9)

    def trained_weight(generator: Any) -> Array:
        small = Small(student, np.random.default_rng(3), 0.5)
        student.train_epoch(small.model, small.optimizer, x, labels, 2, generator)
        return as_array(small.layer.params["weight"])

    first, same, other, third = (trained_weight(student.default_rng(seed)) for seed in (1, 1, 2, 3))
    if not np.array_equal(first, same):
        raise Failed("the same seed gives another order", "draw the order from rng, not np.random")
    if np.allclose(first, other) and np.allclose(first, third):
        raise Failed(
            "the order is the same for every seed",
            "rng.permutation(len(images)), from the rng that is given: a new order each time",
        )
    x, labels = x[:4], labels[:4]
    ends = {trained_weight(student.default_rng(seed)).round(9).tobytes() for seed in range(12)}
    if len(ends) <= 2:
        raise Failed(
            "the same images are in one batch each time",
            "it is the images that are put in random order, not the batches",
        )
    generator = student.default_rng(1)
    if np.allclose(trained_weight(generator), trained_weight(generator)):
        raise Failed(
            "the second epoch has the order of the first",
            "draw from the rng that is given: a copy of it begins anew each time",
        )


@lab.check("train_epoch", points=2, hidden=True)
def by_heart(student: Student, rng: Generator) -> None:
    """a small network with a convolution learns six pictures by heart"""
    x, labels = rng.uniform(0, 1, (6, 1, 8, 8)), np.arange(6)
    seed: Any = student.default_rng(7)
    model = student.Sequential(
        student.Conv2d(1, 8, 3, rng=seed),
        student.ReLU(),
        student.MaxPool2d(2),
        student.Flatten(),
        student.Linear(72, 6, rng=seed),
    )
    optimizer, generator = student.SGD(model, 0.02, 0.9), student.default_rng(8)
    for _ in range(30):
        loss = student.train_epoch(model, optimizer, x, labels, 3, generator)
    right = np.argmax(as_array(model.forward(x)), axis=1) == labels
    if not right.all() or not float(as_array(loss).reshape(-1)[0]) < 0.5:
        raise Failed(
            f"after 30 epochs {right.sum()} of the six pictures are right",
            "do the earlier checks pass, and those of the exercises before?",
        )
