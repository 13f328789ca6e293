"""The normal distribution: Φ(x), how probable it is that a normal number is less than x.

For float64 SciPy has it. For float32 there is a faster way: with u = |x| and t = 1 / (1 + u / 4),

    Φ(-u) = exp(-u²/2) · t · P(t)

where P is so smooth that a polynomial of degree 9 comes within 3e-8 of it. Horner's rule takes two
steps for each of its terms, and NumPy takes each step for many numbers at once.

Source: the form is that of Abramowitz and Stegun 1964, "Handbook of Mathematical Functions",
26.2.17, which stops after five terms.

scipy.special is imported where it is used: few networks need it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from cnnlab.ops.activations.pieces import piecewise
from cnnlab.ops.arrays import Array

DEGREE = 9
SCALE = 0.25  # t = 1 / (1 + SCALE · u)
FAR = 40.0  # in float32, Φ(-u) is 0 long before


def normal_cdf(x: Array) -> Array:
    """Φ(x), in the shape of x, with few digits lost in the far tails too."""
    if x.dtype == np.float32:
        return piecewise(_fast, x)
    from scipy.special import ndtr

    share: Array = ndtr(x)
    return share


@np.errstate(over="ignore", under="ignore")  # far out, where exp is 0 as it should be
def _fast(x: Array, out: Array) -> None:
    """Φ of a piece of float32."""
    t, tail = np.abs(x), np.square(x)
    t *= SCALE
    t += 1
    np.divide(1, t, out=t)
    highest, *others = _polynomial()
    np.multiply(t, highest, out=out)
    for coefficient in others:
        out += coefficient
        out *= t
    tail *= -0.5
    np.exp(tail, out=tail)
    tail *= out  # Φ(-|x|)
    np.greater(x, 0, out=t, casting="unsafe")
    np.multiply(tail, -2, out=out)
    out += 1
    out *= t
    out += tail  # 1 - Φ(-|x|) where x > 0


@lru_cache
def _polynomial() -> tuple[np.float32, ...]:
    """P's coefficients, the highest power's first: fit to SciPy's values at Chebyshev's points."""
    from scipy.special import erfcx  # exp(z²) erfc(z)

    least = 1 / (1 + SCALE * FAR)
    points = np.cos(np.pi * (np.arange(400) + 0.5) / 400)
    t = least + (1 - least) * (points + 1) / 2
    u = (1 / t - 1) / SCALE
    fit = np.polynomial.Chebyshev.fit(t, erfcx(u / np.sqrt(2)) / 2 / t, DEGREE)
    powers = fit.convert(kind=np.polynomial.Polynomial).coef
    return tuple(np.float32(power) for power in powers[::-1])
