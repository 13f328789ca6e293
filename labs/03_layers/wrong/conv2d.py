"""Wrong answers to conv2d."""

from __future__ import annotations

import numpy as np

from cnnlab.labs.answers import wrong


@wrong("conv2d", caught_by="plain_layer", hint="the bias is missing")
def forgets_the_bias(x, weight, bias, stride, padding, dilation, groups):
    return convolves(x, weight, 0 * bias, stride, padding, dilation, groups)


@wrong("conv2d", caught_by="plain_layer", hint="two more axes")
def lets_the_bias_broadcast(x, weight, bias, stride, padding, dilation, groups):
    return convolves(x, weight, 0 * bias, stride, padding, dilation, groups) + bias


@wrong("conv2d", caught_by="plain_layer", hint="the kernel is flipped")
def flips_the_kernel(x, weight, bias, stride, padding, dilation, groups):
    return convolves(x, weight[:, :, ::-1, ::-1], bias, stride, padding, dilation, groups)


@wrong("conv2d", caught_by="strided_padded_dilated", hint="is the padding always 1 here?")
def pads_by_one(x, weight, bias, stride, padding, dilation, groups):
    return convolves(x, weight, bias, stride, min(padding, 1), dilation, groups)


@wrong("conv2d", caught_by="strided_padded_dilated", hint="loop over the padded image")
def ends_the_loops_where_the_image_ends(x, weight, bias, stride, padding, dilation, groups):
    right = convolves(x, weight, 0 * bias, stride, padding, dilation, groups)
    rows = (x.shape[2] - dilation * (weight.shape[2] - 1) - 1) // stride + 1
    columns = (x.shape[3] - dilation * (weight.shape[3] - 1) - 1) // stride + 1
    result = np.zeros_like(right)
    result[:, :, :rows, :columns] = right[:, :, :rows, :columns]
    return result + bias[:, None, None]


@wrong("conv2d", caught_by="strided_padded_dilated", hint="is the padding used?")
def forgets_the_padding(x, weight, bias, stride, padding, dilation, groups):
    return convolves(x, weight, bias, stride, 0, dilation, groups)


@wrong("conv2d", caught_by="strided_padded_dilated", hint="the zeros are on one side only")
def pads_at_the_end(x, weight, bias, stride, padding, dilation, groups):
    wide = np.pad(x, ((0, 0), (0, 0), (0, padding), (0, padding)))
    return convolves(wide, weight, bias, stride, 0, dilation, groups)


@wrong("conv2d", caught_by="strided_padded_dilated", hint="is the stride used?")
def forgets_the_stride(x, weight, bias, stride, padding, dilation, groups):
    return convolves(x, weight, bias, 1, padding, dilation, groups)


@wrong("conv2d", caught_by="strided_padded_dilated", hint="along the rows only")
def strides_down_only(x, weight, bias, stride, padding, dilation, groups):
    return convolves(x, weight, bias, 1, padding, dilation, groups)[:, :, ::stride]


@wrong("conv2d", caught_by="strided_padded_dilated", hint="is the dilation used?")
def forgets_the_dilation(x, weight, bias, stride, padding, dilation, groups):
    return convolves(x, weight, bias, stride, padding, 1, groups)


@wrong("conv2d", caught_by="plain_layer", hint="height and width")
def exchanges_height_and_width_of_the_output(x, weight, bias, stride, padding, dilation, groups):
    right = convolves(x, weight, bias, stride, padding, dilation, groups)
    result = np.zeros(right.swapaxes(2, 3).shape)
    for p in range(right.shape[2]):
        for q in range(right.shape[3]):
            result[:, :, p, q] = right[:, :, p, q]
    return result


@wrong("conv2d", caught_by="plain_layer", hint="right for square kernels")
def assumes_a_square_kernel(x, weight, bias, stride, padding, dilation, groups):
    k = weight.shape[2]
    columns = im2col(x, (k, k), stride, padding, dilation)
    p = output_size(x.shape[2], k, stride, padding, dilation)
    result = weight.reshape(len(weight), -1) @ columns
    return result.reshape(len(x), len(weight), p, -1) + bias[:, None, None]


@wrong("conv2d", caught_by="plain_layer", hint="right for square images")
def assumes_a_square_image(x, weight, bias, stride, padding, dilation, groups):
    k, l = weight.shape[2:]
    columns = im2col(x, (k, l), stride, padding, dilation)
    h = x.shape[2]
    p, q = (
        output_size(h, k, stride, padding, dilation),
        output_size(h, l, stride, padding, dilation),
    )
    result = weight.reshape(len(weight), -1) @ columns
    return result.reshape(len(x), len(weight), p, q) + bias[:, None, None]


@wrong("conv2d", caught_by="plain_layer", hint="the product's axes are")
def mixes_images_and_maps(x, weight, bias, stride, padding, dilation, groups):
    right = convolves(x, weight, 0 * bias, stride, padding, dilation, groups)
    return right.transpose(1, 0, 2, 3).reshape(right.shape) + bias[:, None, None]


@wrong("conv2d", caught_by="plain_layer", hint="the maps are the last axis")
def leaves_the_maps_last(x, weight, bias, stride, padding, dilation, groups):
    right = convolves(x, weight, bias, stride, padding, dilation, groups)
    return right.transpose(0, 2, 3, 1)


@wrong("conv2d", caught_by="two_groups", hint="every group sees the first group's channels")
def gives_every_group_the_first_channels(x, weight, bias, stride, padding, dilation, groups):
    seen = np.concatenate([x[:, : weight.shape[1]]] * groups, axis=1)
    return convolves(seen, weight, bias, stride, padding, dilation, groups)


@wrong("conv2d", caught_by="two_groups", hint="dealt out in turn")
def deals_the_maps_out_in_turn(x, weight, bias, stride, padding, dilation, groups):
    right = convolves(x, weight, bias, stride, padding, dilation, groups)
    n, o, p, q = right.shape
    return right.reshape(n, groups, -1, p, q).swapaxes(1, 2).reshape(n, o, p, q)


@wrong("conv2d", caught_by="two_groups", hint="the groups add up")
def adds_the_groups_up(x, weight, bias, stride, padding, dilation, groups):
    right = convolves(x, weight, bias, stride, padding, dilation, groups)
    n, _, p, q = right.shape
    return right.reshape(n, groups, -1, p, q).sum(axis=1)


@wrong("conv2d", caught_by="two_groups", hint="right for one group")
def ignores_the_groups(x, weight, bias, stride, padding, dilation, groups):
    return convolves(x, weight, bias, stride, padding, dilation, 1)


@wrong("conv2d", caught_by="layers_with_everything", hint="right for one group")
def knows_two_groups_only(x, weight, bias, stride, padding, dilation, groups):
    right = convolves(x, weight, bias, stride, padding, dilation, groups)
    n, o, p, q = right.shape
    if groups < 3:
        return right
    return right.reshape(n, 2, -1, p, q).swapaxes(1, 2).reshape(n, o, p, q)


@wrong("conv2d", caught_by="plain_layer", hint="what stays from one call")
def remembers_the_columns_of_the_first_call(
    x, weight, bias, stride, padding, dilation, groups, seen={}
):
    x = seen.setdefault((x.shape, weight.shape), x)
    return convolves(x, weight, bias, stride, padding, dilation, groups)


@wrong("conv2d", caught_by="plain_layer", hint="reshape(-1, O) mixes the filters")
def mixes_the_filters(x, weight, bias, stride, padding, dilation, groups):
    mixed = weight.reshape(-1, len(weight)).T.reshape(weight.shape)
    return convolves(x, mixed, bias, stride, padding, dilation, groups)


def convolves(x, weight, bias, stride, padding, dilation, groups):
    (k, l), d = weight.shape[2:], dilation
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    reach = (d * (k - 1) + 1, d * (l - 1) + 1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, reach, axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride, ::d, ::d]
    parts = zip(np.split(windows, groups, axis=1), np.split(weight, groups), strict=True)
    maps = [np.einsum("ncpqkl,ockl->nopq", a, b) for a, b in parts]
    return np.concatenate(maps, axis=1) + bias[:, None, None]
