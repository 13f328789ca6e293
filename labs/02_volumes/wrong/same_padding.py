"""Wrong answers to same_padding."""

from __future__ import annotations

from cnnlab.labs.answers import wrong


@wrong("same_padding", caught_by="even", hint="an even kernel has two ways")
def knows_one_way(k):
    return [((k - 1) // 2, k // 2)]


@wrong("same_padding", caught_by="even", hint="an even kernel has two ways")
def knows_the_other_way(k):
    return [(k // 2, (k - 1) // 2)]


@wrong("same_padding", caught_by="even", hint="one too many for an even kernel")
def pads_half_on_both_sides(k):
    return [(k // 2, k // 2)]


@wrong("same_padding", caught_by="even", hint="one too few for an even kernel")
def pads_too_little_on_both_sides(k):
    return [((k - 1) // 2, (k - 1) // 2)]


@wrong("same_padding", caught_by="odd", hint="the sides are to differ by one at most")
def lists_every_split(k):
    return [(a, k - 1 - a) for a in range(k)]


@wrong("same_padding", caught_by="odd", hint="this is k - 1 on each")
def pads_as_for_full(k):
    return [(k - 1, k - 1)]


@wrong("same_padding", caught_by="odd", hint="not k")
def shares_k_zeros(k):
    return [(k // 2, k - k // 2), (k - k // 2, k // 2)]


@wrong("same_padding", caught_by="odd", hint="share the zeros")
def gives_all_to_one_side(k):
    return [(0, k - 1), (k - 1, 0)]


@wrong("same_padding", caught_by="odd", hint="listed once")
def lists_the_same_way_twice(k):
    return [((k - 1) // 2, k // 2), (k // 2, (k - 1) // 2)]


@wrong("same_padding", caught_by="odd", hint="also where it holds one")
def returns_a_bare_pair(k):
    return (k // 2, k // 2) if k % 2 else [(k // 2 - 1, k // 2), (k // 2, k // 2 - 1)]


@wrong("same_padding", caught_by="odd", hint="return a list such as")
def returns_the_total(k):
    return k - 1


@wrong("same_padding", caught_by="one_and_more", hint="add up to k - 1")
def thinks_of_small_kernels_only(k):
    known = {2: [(0, 1), (1, 0)], 3: [(1, 1)], 4: [(1, 2), (2, 1)], 5: [(2, 2)]}
    return known.get(k, [(1, k - 2)])


@wrong("same_padding", caught_by="odd", hint="it should have m")
def divides_without_rounding(k):
    return [(k / 2, k / 2)]


@wrong("same_padding", caught_by="odd", hint="return a list")
def makes_a_set(k):
    return {((k - 1) // 2, k // 2), (k // 2, (k - 1) // 2)}
