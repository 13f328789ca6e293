"""Right answers to receptive_field."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import right


@right("receptive_field")
def goes_backwards(layers):
    field = 1
    for k, s, d in reversed(layers):
        field = (field - 1) * s + d * (k - 1) + 1
    return field


@right("receptive_field")
def multiplies_strides_anew(layers):
    return 1 + sum(
        d * (k - 1) * np.prod([s for _, s, _ in layers[:i]]) for i, (k, _, d) in enumerate(layers)
    )


@right("receptive_field")
def collects_the_inputs_seen(layers):
    seen = {0}
    for k, s, d in layers[::-1]:
        seen = {unit * s + d * weight for unit in seen for weight in range(k)}
    return max(seen) - min(seen) + 1


@right("receptive_field")
def calls_itself(network):
    if not network:
        return 1
    k, s, d = network[0]
    return (receptive_field(network[1:]) - 1) * s + d * (k - 1) + 1


@right("receptive_field")
def works_with_arrays(layers):
    if len(layers) == 0:
        return 1
    k, s, d = np.array(layers, dtype=float).T
    return 1 + (d * (k - 1) * np.cumprod([1, *s[:-1]])).sum()
