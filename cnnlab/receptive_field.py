"""What a unit of a network sees of its input: as far as it can, and how much of that it uses.

The theoretical receptive field follows from kernels and strides (``nn.Window``). How strongly each
input counts is told by the gradient of a unit's output with respect to the input. It falls off
towards the edge of the field: few paths lead there, many to the middle.

Source of the effective field: Luo et al. 2016, "Understanding the Effective Receptive Field in Deep
Convolutional Neural Networks", arXiv:1701.04128.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from cnnlab.nn import Module, Window
from cnnlab.nn.sizes import of_input
from cnnlab.ops.arrays import Array
from cnnlab.shapes import ExplainedError


def receptive_field(model: Module, layer: str, input_shape: Iterable[int]) -> Window:
    """The field of the units of ``layer``, as far as they can see, padding included.

    ``layer`` is a name as ``summary`` shows it, say "features.3". Unit p of it sees
    ``extent`` inputs from p · stride - padding on.

    Raises ExplainedError where there is no layer of that name.
    """
    shape = of_input("receptive_field", input_shape)
    steps = {step.name: step for step in model.steps(shape)}
    if layer not in steps:
        raise ExplainedError(
            "receptive_field: the network has no layer of that name",
            expected=", ".join(steps),
            got=repr(layer),
        )
    return steps[layer].window


def effective_receptive_field(
    model: Module,
    layer: str,
    input_shape: Iterable[int],
    *,
    rng: np.random.Generator,
    samples: int = 20,
) -> Array:
    """How strongly each input place counts for the unit in the middle of ``layer``: (H, W).

    The mean, over ``samples`` random images, of the gradient's absolute value summed over the
    channels, as a share of the largest. The network is left as it was, its gradients forgotten.

    Raises ExplainedError where there is no layer of that name.
    """
    _, *shape = of_input("effective_receptive_field", input_shape)
    receptive_field(model, layer, (1, *shape))  # complains of a wrong name
    upto, modes = model.up_to(layer), [(module, module.training) for module in model.modules()]
    dtype = next((parameter.dtype for parameter in model.parameters()), np.float32)
    total = np.zeros(shape[1:])
    upto.eval()
    try:
        for _ in range(samples):
            y = upto(rng.standard_normal((1, *shape)).astype(dtype))
            dy = np.zeros_like(y)
            dy[(0, slice(None), *(size // 2 for size in y.shape[2:]))] = 1
            total += np.abs(upto.backward(dy)[0]).sum(axis=0)
    finally:
        model.zero_grad()
        for module, training in modes:
            module.training = training
    return total / (total.max() or 1.0)
