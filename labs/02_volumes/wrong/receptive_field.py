"""Wrong answers to receptive_field."""

from __future__ import annotations

from cnnlab.labs.answers import wrong


@wrong("receptive_field", caught_by="strides_in_between", hint="only for the layers after it")
def strides_before_it_grows(layers):
    r = j = 1
    for k, s, d in layers:
        j *= s
        r += d * (k - 1) * j
    return r


@wrong("receptive_field", caught_by="strides_in_between", hint="multiply them all")
def knows_the_last_stride_only(layers):
    r = j = 1
    for k, s, d in layers:
        r += d * (k - 1) * j
        j = s
    return r


@wrong("receptive_field", caught_by="strides_in_between", hint="are the strides used?")
def forgets_the_strides(layers):
    return 1 + sum(d * (k - 1) for k, s, d in layers)


@wrong("receptive_field", caught_by="strides_in_between", hint="they do not add up")
def adds_the_strides(layers):
    r = j = 1
    for k, s, d in layers:
        r += d * (k - 1) * j
        j += s
    return r


@wrong("receptive_field", caught_by="dilated_fields", hint="is the dilation used?")
def forgets_the_dilation(layers):
    r = j = 1
    for k, s, _ in layers:
        r += (k - 1) * j
        j *= s
    return r


@wrong("receptive_field", caught_by="dilated_fields", hint="does not pass on to later layers")
def passes_the_dilation_on(layers):
    r = j = 1
    for k, s, d in layers:
        r += d * (k - 1) * j
        j *= s * d
    return r


@wrong("receptive_field", caught_by="three_by_three", hint="adds k - 1 places, not k")
def adds_whole_kernels(layers):
    r = j = 1
    for k, s, d in layers:
        r += d * k * j
        j *= s
    return r


@wrong("receptive_field", caught_by="three_by_three", hint="the last layer is missing")
def leaves_out_the_last(layers):
    return grows(layers[:-1])


@wrong("receptive_field", caught_by="three_by_three", hint="begin with 1, not with 0")
def begins_at_zero(layers):
    return grows(layers) - 1


@wrong("receptive_field", caught_by="strides_in_between", hint="read backwards?")
def reads_the_list_backwards(layers):
    return grows(layers[::-1])


@wrong("receptive_field", caught_by="three_by_three", hint="distance between neighbours")
def returns_the_distance(layers):
    j = 1
    for _, s, _ in layers:
        j *= s
    return j


@wrong("receptive_field", caught_by="three_by_three", hint="each layer adds to the field")
def multiplies_the_kernels(layers):
    r = 1
    for k, _, _ in layers:
        r *= k
    return r


@wrong("receptive_field", caught_by="dilated_fields", hint="IndexError")
def needs_a_layer(layers):
    layers[0]
    return grows(layers)


@wrong("receptive_field", caught_by="three_by_three", hint="changes its input")
def empties_the_list(layers):
    r = j = 1
    while layers:
        k, s, d = layers.pop(0)
        r, j = r + d * (k - 1) * j, j * s
    return r


@wrong("receptive_field", caught_by="three_by_three", hint="only on the way back")
def multiplies_the_field_going_forwards(layers):
    r = 1
    for k, s, d in layers:
        r = r * s + d * (k - 1)
    return r


@wrong("receptive_field", caught_by="three_by_three", hint="does return stand inside the loop?")
def returns_inside_the_loop(layers):
    r = j = 1
    for k, s, d in layers:
        r, j = r + d * (k - 1) * j, j * s
        return r
    return r


@wrong("receptive_field", caught_by="three_by_three", hint="are k and s exchanged?")
def takes_the_stride_first(layers):
    return grows([(s, k, d) for k, s, d in layers])


@wrong("receptive_field", caught_by="strides_in_between", hint="read in this order?")
def takes_the_dilation_second(layers):
    return grows([(k, d, s) for k, s, d in layers])


def grows(layers):
    r = j = 1
    for k, s, d in layers:
        r, j = r + d * (k - 1) * j, j * s
    return r
