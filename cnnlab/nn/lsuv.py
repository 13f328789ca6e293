"""Layer-sequential unit-variance initialisation: weights scaled by what they do to real data.

Every weight is drawn orthogonal. Then, layer by layer from the input on, it is divided by the
standard deviation of the layer's outputs on a batch, until that is 1.

Source: Mishkin and Matas 2016, "All you need is a good init", arXiv:1511.06422, algorithm 1.
"""

from __future__ import annotations

import math

from cnnlab.nn.grad_mode import no_grad
from cnnlab.nn.init import orthogonal
from cnnlab.nn.module import Module
from cnnlab.nn.parameter import Parameter
from cnnlab.ops.arrays import Array
from cnnlab.shapes import ExplainedError

TRIALS = 10


def lsuv(model: Module, x: Array, *, tolerance: float = 0.1) -> None:
    """Draw the weights of ``model`` anew so that every layer that has one gives variance 1 for x.

    ``x`` is a batch as the network will see it, standardised. Biases begin at 0. Norms and other
    layers whose weight has a single axis are left as they are.

    Raises ExplainedError for a layer whose outputs are all the same: nothing can be scaled.
    """
    with no_grad():
        for step in model.steps(x.shape):
            weight, bias = getattr(step.layer, "weight", None), getattr(step.layer, "bias", None)
            if not isinstance(weight, Parameter) or len(weight.shape) < 2:
                continue
            weight.initialise(orthogonal())
            if isinstance(bias, Parameter):
                bias.data = 0 * bias.data
            upto = model.up_to(step.name)
            for _ in range(TRIALS):
                variance = float(upto(x).var())
                if not variance > 0:
                    raise ExplainedError(
                        f"lsuv: the outputs of {step.name} are all the same",
                        expected="a variance to bring to 1",
                        got=f"variance {variance}",
                        hint="is x empty, constant, or not standardised?",
                    )
                if abs(variance - 1) < tolerance:
                    break
                weight.data = weight.data / math.sqrt(variance)
