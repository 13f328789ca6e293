"""Mistakes planted in the convolution's engines, each seen by the comparison with the loops."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnnlab.ops import naive
from cnnlab.ops.conv.geometry import Geometry
from tests.drawn import assert_close
from tests.ops.planted import Mistakes, changed, proofs

RNG = np.random.default_rng(0)
X = RNG.standard_normal((3, 4, 9, 8))
AROUND = ((1, 2), (2, 1))


def convolves(module: Any, weight: tuple[int, ...], geometry: Geometry) -> None:
    """Forward and both gradients on X."""
    kernels = RNG.standard_normal(weight)
    bias = RNG.standard_normal(len(kernels))
    last = np.ascontiguousarray(X.transpose(0, 2, 3, 1))
    y = module.forward(last, kernels, geometry, bias)
    padded = np.pad(X, ((0, 0), (0, 0), *geometry.padding))
    names = ("stride", "dilation", "groups")
    settings = {name: getattr(geometry, name) for name in names}
    assert_close(y.transpose(0, 3, 1, 2), naive.conv2d(padded, kernels, bias, **settings), 1e-12)
    dy = RNG.standard_normal(y.shape)
    dx, dweight, _ = naive.conv2d_backward(dy.transpose(0, 3, 1, 2), padded, kernels, **settings)
    (above, below), (left, right) = geometry.padding
    assert_close(
        module.backward_input(dy, kernels, geometry, (9, 8)).transpose(0, 3, 1, 2),
        dx[:, :, above : dx.shape[2] - below, left : dx.shape[3] - right],
        1e-12,
    )
    assert_close(module.backward_weight(dy, last, geometry, weight[2:]), dweight, 1e-12)


def im2col(module: Any) -> None:
    """With every setting different from the next, and both ways back to the input."""
    for stride, groups, few in (((2, 3), 2, 1), ((1, 1), 1, 1), ((1, 1), 2, 9), ((1, 2), 1, 9)):
        module.FEW = few
        convolves(module, (6, 4 // groups, 3, 2), Geometry(stride, AROUND, (2, 1), groups))
    convolves(module, (6, 4, 1, 1), Geometry())


def batch_inner(module: Any) -> None:
    """Several lines and columns at a time, and a last part that is smaller."""
    few = changed("conv.bands", "import", "import")
    few.TALL, few.CACHE = 12, 1 << 12
    use(module, few)
    for stride, dilation in (((2, 3), (1, 1)), ((1, 1), (1, 1)), ((1, 2), (2, 1))):
        convolves(module, (3, 4, 3, 2), Geometry(stride, AROUND, dilation))


def winograd(module: Any) -> None:
    """Sizes that are no whole number of tiles, and several parts."""
    module.parts = lambda n, *_: [slice(0, 2), slice(2, n)]
    convolves(module, (5, 4, 3, 3), Geometry((1, 1), AROUND))


def depthwise(module: Any) -> None:
    convolves(module, (4, 1, 3, 2), Geometry((1, 1), AROUND, groups=4))


def dilated(module: Any) -> None:
    module.parts = lambda n, *_: [slice(0, 2), slice(2, n)]
    convolves(module, (5, 4, 3, 3), Geometry((1, 1), AROUND, (2, 3)))


def engine(name: str, *helpers: Any) -> Any:
    """An engine that uses these helpers in the place of its own."""
    module = changed(f"conv.{name}", "import", "import")
    for helper in helpers:
        use(module, helper)
    return module


def use(module: Any, helper: Any) -> None:
    """Let a module use what ``helper`` defines, in the place of what it has imported."""
    vars(module).update({k: v for k, v in vars(helper).items() if k in vars(module)})


def patches(module: Any) -> None:
    im2col(engine("im2col", module, engine("col2im", module)))


def col2im(module: Any) -> None:
    im2col(engine("im2col", module))


def bands(module: Any) -> None:
    module.TALL, module.CACHE = 12, 1 << 12
    for stride, dilation in (((2, 3), (1, 1)), ((1, 1), (1, 1)), ((1, 2), (2, 1))):
        everything = engine("batch_inner", module)
        convolves(everything, (3, 4, 3, 2), Geometry(stride, AROUND, dilation))


def tiles(module: Any) -> None:
    winograd(engine("winograd", module))


def products(module: Any) -> None:
    """In blocks, with some rows left over, and a matrix that does not lie in one piece."""
    module.SMALL, module.ROWS = 60, 2
    a, b = RNG.standard_normal((2, 11, 8))[:, :, :5], RNG.standard_normal((2, 5, 4))
    out = np.empty((2, 11, 6))
    module.product(a, b, out[:, :, 1:5])
    assert_close(out[:, :, 1:5], a @ b, 1e-12)
    matrix, row = RNG.standard_normal((12, 5)), RNG.standard_normal(5)
    want = matrix + row
    module.add_to_rows(matrix, row)
    assert_close(matrix, want, 1e-12)


MISTAKES: Mistakes = {
    im2col: (
        "conv.im2col",
        {
            "the kernel is not flipped backwards": (
                "flipped(weight,",
                "flipped(weight[:, :, ::-1, ::-1],",
            ),
            "only the first neighbour counts": ("dweight += bands", "dweight = bands"),
            "the bias is added once for all neighbours": ("1, -1), t)", "1, -1), t) / t"),
            "no bias where nothing is copied": ("and not with_ones:", "and with_ones:"),
        },
    ),
    col2im: (
        "conv.col2im",
        {
            "the strides are exchanged": (
                "(sv, sh), (dv, dh) = ",
                "(sh, sv), (dv, dh) = ",
            ),
            "the crop is wrong": (
                "frame[:, top : top + h, left",
                "frame[:, bottom : bottom + h, left",
            ),
            "what overlaps is overwritten": ("columns] += dcols", "columns] = dcols"),
        },
    ),
    patches: (
        "conv.patches",
        {
            "the stride is ignored across": ("t * sh * column", "t * column"),
            "the dilations are exchanged": (
                "(sv, sh), (dv, dh), groups = ",
                "(sv, sh), (dh, dv), groups = ",
            ),
            "the last input is not 1": ("cols[..., -1] = 1", "cols[..., -1] = 0"),
            "every neighbour meets the kernel at the same place": ("first = j *", "first = 0 *"),
            "groups see each other's channels": ("(c * channel, image", "(0 * channel, image"),
        },
    ),
    bands: (
        "conv.bands",
        {
            "every line meets the kernel at the same place": ("first = i *", "first = 0 *"),
            "the strides are exchanged": (
                "(sv, sh), (dv, dh) = geometry.stride",
                "(sh, sv), (dv, dh) = geometry.stride",
            ),
            "the bias goes to the wrong lines": ("np.tile(bias, t)", "bias.repeat(t)"),
            "the last input is not 1": ("cols[lines:] = 1", "cols[lines:] = 0"),
        },
    ),
    batch_inner: (
        "conv.batch_inner",
        {
            "the strides are exchanged": (
                "(sv, sh), (dv, dh) = geometry.stride",
                "(sh, sv), (dv, dh) = geometry.stride",
            ),
            "lines that overlap are overwritten": (": sh] += taps", ": sh] = taps"),
            "only the last line teaches the kernel": ("shares += product", "shares = product"),
            "columns begin anew in every part": ("band.columns.start * sh + l", "l"),
            "the crop is wrong": ("frame[top : top + h", "frame[bottom : bottom + h"),
        },
    ),
    tiles: (
        "conv.tiles",
        {
            "a fraction is wrong": ("[1, -2, 4], [0, 0, 24]", "[1, 2, 4], [0, 0, 24]"),
            "the kernel is not flipped backwards": ("G_G[:, ::-1]", "G_G"),
            "the bias goes where only some outputs see it": ("ALL_ONES = 7", "ALL_ONES = 8"),
            "tiles overlap too far": ("STEP * column, column", "column, column"),
        },
    ),
    winograd: (
        "conv.winograd",
        {
            "what hangs over the edge is kept": ("[:, :p, :q]", "[:, :p, -q:]"),
            "dy is transformed as x is": ("transform(a, tiled", "transform(b_t, tiled"),
            "half of the places are left out": ("slice(0, 18), slice(18, 36)", "slice(0, 18)"),
        },
    ),
    dilated: (
        "conv.dilated",
        {
            "images begin at the wrong place": ("a + above * dv - top", "above * dv - top"),
            "outputs are put back in the wrong order": ("zip(outputs,", "zip(outputs[::-1],"),
            "the zeros on the left are those above": ("((b - left) // dh)", "((b - top) // dh)"),
        },
    ),
    products: (
        "conv.product",
        {
            "the rows left over are forgotten": (
                "a[..., whole:, :], b,",
                "a[..., whole:, :] * 0, b,",
            ),
            "blocks overlap": ("blocks[-1] * row, row", "row, row"),
            "the row is added to some rows": (
                "several = math.gcd(len(matrix), 32)",
                "several = 1; matrix = matrix[1:]",
            ),
        },
    ),
    depthwise: (
        "conv.depthwise",
        {
            "rows and columns are exchanged": (
                "(image, row, row, column,",
                "(image, row, column, row,",
            ),
            "the last image alone counts": ("range(n), np.zeros", "range(n - 1, n), np.zeros"),
            "the kernel is not flipped backwards": ("flipped(weight, geometry.groups)", "weight"),
        },
    ),
}


test_the_true_one_passes, test_a_mistake_is_seen = proofs(MISTAKES)
