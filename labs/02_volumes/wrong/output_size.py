"""Wrong answers to output_size."""

from __future__ import annotations

from cnnlab.labs.answers import wrong


@wrong("output_size", caught_by="sizes_by_hand", hint="is the + 1 missing?")
def forgets_the_first_place(m, k, s, p, d):
    return refuses(m, k, s, p, d) - 1


@wrong("output_size", caught_by="sizes_by_hand", hint="padding comes on both sides")
def pads_one_side(m, k, s, p, d):
    return (m + p - d * (k - 1) - 1) // s + 1


@wrong("output_size", caught_by="sizes_by_hand", hint="is the padding used?")
def forgets_the_padding(m, k, s, p, d):
    return refuses(m, k, s, 0, d)


@wrong("output_size", caught_by="sizes_by_hand", hint="is the stride used?")
def forgets_the_stride(m, k, s, p, d):
    return m + 2 * p - d * (k - 1)


@wrong("output_size", caught_by="all_five", hint="is the dilation used?")
def forgets_the_dilation(m, k, s, p, d):
    return (m + 2 * p - k) // s + 1


@wrong("output_size", caught_by="all_five", hint="not over d k")
def takes_a_dilated_kernel_for_too_large(m, k, s, p, d):
    return (m + 2 * p - d * k) // s + 1


@wrong("output_size", caught_by="all_five", hint="d - 1 is left out between neighbours")
def widens_the_kernel_once(m, k, s, p, d):
    return (m + 2 * p - (k + d - 1)) // s + 1


@wrong("output_size", caught_by="sizes_by_hand", hint="mind the brackets")
def adds_one_before_dividing(m, k, s, p, d):
    return (m + 2 * p - d * (k - 1) - 1 + 1) // s


@wrong("output_size", caught_by="sizes_by_hand", hint="is the 1 subtracted before dividing?")
def forgets_to_subtract_one(m, k, s, p, d):
    return (m + 2 * p - d * (k - 1)) // s + 1


@wrong("output_size", caught_by="does_not_fit", hint="the last step would reach beyond the edge")
def rounds_down_as_libraries_do(m, k, s, p, d):
    reach = d * (k - 1) + 1
    if reach > m + 2 * p:
        raise ValueError("too large")
    return (m + 2 * p - reach) // s + 1


@wrong("output_size", caught_by="does_not_fit", hint="no place for it at all")
def asks_only_whether_the_steps_fit(m, k, s, p, d):
    way = m + 2 * p - d * (k - 1) - 1
    if way % s:
        raise ValueError("does not fit")
    return way // s + 1


@wrong("output_size", caught_by="refused_for_every_reason", hint="no place for it at all")
def forgets_the_dilation_in_the_test(m, k, s, p, d):
    way = m + 2 * p - d * (k - 1) - 1
    if k > m + 2 * p or way % s:
        raise ValueError("does not fit")
    return way // s + 1


@wrong("output_size", caught_by="refused_for_every_reason", hint="no place for it at all")
def refuses_less_than_no_output(m, k, s, p, d):
    way = m + 2 * p - d * (k - 1) - 1
    if way % s or way // s + 1 < 0:
        raise ValueError("does not fit")
    return way // s + 1


@wrong("output_size", caught_by="extreme_sizes", hint="nothing is to be refused here")
def refuses_a_kernel_as_large_as_the_input(m, k, s, p, d):
    if d * (k - 1) + 1 >= m + 2 * p:
        raise ValueError("does not fit")
    return refuses(m, k, s, p, d)


@wrong("output_size", caught_by="extreme_sizes", hint="nothing is to be refused here")
def refuses_a_kernel_larger_than_the_unpadded_input(m, k, s, p, d):
    if k > m:
        raise ValueError("does not fit")
    return refuses(m, k, s, p, d)


@wrong("output_size", caught_by="does_not_fit", hint="raise the error")
def returns_none_where_it_does_not_fit(m, k, s, p, d):
    way = m + 2 * p - d * (k - 1) - 1
    return None if way < 0 or way % s else way // s + 1


@wrong("output_size", caught_by="does_not_fit", hint="raise ValueError(...)")
def asserts(m, k, s, p, d):
    way = m + 2 * p - d * (k - 1) - 1
    assert way >= 0
    assert way % s == 0
    return way // s + 1


@wrong("output_size", caught_by="does_not_fit", hint="the last step")
def warns_in_print(m, k, s, p, d):
    way = m + 2 * p - d * (k - 1) - 1
    if way < 0 or way % s:
        print("does not fit")
    return way // s + 1


@wrong("output_size", caught_by="all_five", hint="divides the whole")
def divides_the_input_alone(m, k, s, p, d):
    return m // s + 2 * p - d * (k - 1)


@wrong("output_size", caught_by="does_not_fit", hint="raise the error")
def returns_the_error(m, k, s, p, d):
    try:
        return refuses(m, k, s, p, d)
    except ValueError as error:
        return error


def refuses(m, k, s, p, d):
    way = m + 2 * p - d * (k - 1) - 1
    if way < 0 or way % s:
        raise ValueError("does not fit")
    return way // s + 1
