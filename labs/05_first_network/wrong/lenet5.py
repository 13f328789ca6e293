"""Wrong answers to exercise 6 that students may well give."""

from __future__ import annotations

from cnnlab.labs.answers import wrong


def parts(rng):
    """The layers of a right answer, the last weight still large."""
    return [
        Conv2d(1, 6, 5, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Conv2d(6, 16, 5, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Conv2d(16, 120, 5, rng=rng),
        ReLU(),
        Flatten(),
        Linear(120, 84, rng=rng),
        ReLU(),
        Linear(84, 10, rng=rng),
    ]


def shrunk(layers):
    last = layers[-1].params
    last["weight"] = 0.01 * last["weight"]
    return layers


def joined(layers):
    return Sequential(*layers)


@wrong("lenet5", caught_by="log_of_ten", hint="multiply its weight by 0.01")
def leaves_the_last_weight_large(rng):
    return joined(parts(rng))


@wrong("lenet5", caught_by="log_of_ten", hint="into its params")
def shrinks_a_copy(rng):
    layers = parts(rng)
    weight = layers[-1].params["weight"].copy()
    weight *= 0.01
    return joined(layers)


@wrong("lenet5", caught_by="log_of_ten", hint="small, not nothing")
def makes_the_last_weight_zero(rng):
    layers = parts(rng)
    layers[-1].params["weight"] = 0 * layers[-1].params["weight"]
    return joined(layers)


@wrong("lenet5", caught_by="shapes_and_logits", hint="no ReLU after the fourth layer")
def forgets_the_last_relu(rng):
    layers = shrunk(parts(rng))
    return joined(layers[:-2] + layers[-1:])


@wrong("lenet5", caught_by="shapes_and_logits", hint="no ReLU after the third layer")
def forgets_the_relu_before_flatten(rng):
    layers = shrunk(parts(rng))
    return joined(layers[:7] + layers[8:])


@wrong("lenet5", caught_by="shapes_and_logits", hint="logits may be negative")
def ends_with_a_relu(rng):
    return joined([*shrunk(parts(rng)), ReLU()])


@wrong("lenet5", caught_by="shapes_and_logits", hint="all layers are one")
def forgets_every_relu(rng):
    return joined([layer for layer in shrunk(parts(rng)) if not isinstance(layer, ReLU)])


@wrong("lenet5", caught_by="shapes_and_logits", hint="what one layer gives, the next one takes")
def exchanges_inputs_and_outputs(rng):
    layers = parts(rng)
    layers[3] = Conv2d(16, 6, 5, rng=rng)
    return joined(shrunk(layers))


@wrong("lenet5", caught_by="shapes_and_logits", hint="three Conv2d and two Linear")
def uses_linear_for_the_third(rng):
    layers = parts(rng)
    layers[6:10] = [Flatten(), Linear(400, 120, rng=rng), ReLU(), Linear(120, 84, rng=rng)]
    return joined(shrunk(layers)[:9] + layers[9:11])


@wrong("lenet5", caught_by="shapes_and_logits", hint="expected (120, 16, 5, 5)")
def flattens_before_the_third(rng):
    layers = parts(rng)
    layers[6:9] = [Flatten(), Linear(400, 120, rng=rng), ReLU()]
    return joined(shrunk(layers))


@wrong("lenet5", caught_by="shapes_and_logits", hint="ValueError")
def forgets_a_pooling(rng):
    layers = shrunk(parts(rng))
    return joined(layers[:5] + layers[6:])


@wrong("lenet5", caught_by="each_weight", hint="the same for every seed")
def makes_a_generator_for_every_layer(rng):
    layers = parts(rng)
    layers[3] = Conv2d(6, 16, 5, rng=default_rng(0))
    return joined(shrunk(layers))


@wrong("lenet5", caught_by="each_weight", hint="is 10% of what it should be")
def shrinks_the_wrong_layers_too(rng):
    layers = parts(rng)
    layers[9].params["weight"] = 0.1 * layers[9].params["weight"]
    return joined(shrunk(layers))


@wrong("lenet5", caught_by="each_weight", hint="of the last weight is 10%")
def shrinks_by_a_thousand(rng):
    layers = parts(rng)
    layers[-1].params["weight"] = 1e-3 * layers[-1].params["weight"]
    return joined(layers)


@wrong("lenet5", caught_by="backwards_through_all", hint="dx of three images")
def stops_the_gradient_at_the_first_layer(rng):
    class First(Conv2d):
        def backward(self, dy):
            super().backward(dy)
            return dy

    layers = parts(rng)
    layers[0] = First(1, 6, 5, rng=rng)
    return joined(shrunk(layers))


@wrong("lenet5", caught_by="shapes_and_logits", hint="is a list")
def returns_the_layers(rng):
    return shrunk(parts(rng))


@wrong("lenet5", caught_by="shapes_and_logits", hint="with the parentheses")
def puts_classes_for_layers(rng):
    layers = shrunk(parts(rng))
    layers[1] = ReLU
    return joined(layers)


@wrong("lenet5", caught_by="each_weight", hint="only the last one is made smaller")
def makes_every_weight_smaller(rng):
    layers = shrunk(parts(rng))
    for layer in layers[:-1]:
        layer.params = {name: 0.01 * value for name, value in layer.params.items()}
    return joined(layers)


@wrong("lenet5", caught_by="backwards_through_all", hint="one layer stand in two places")
def uses_one_relu_everywhere(rng):
    relu = ReLU()
    return joined([relu if isinstance(part, ReLU) else part for part in shrunk(parts(rng))])


@wrong("lenet5", caught_by="shapes_and_logits", hint="compare the outputs with the table")
def pads_the_first_layer(rng):
    layers = parts(rng)
    layers[0] = Conv2d(1, 6, 5, padding=2, rng=rng)
    return joined(shrunk(layers))
