"""Every architecture: its published numbers, its names, and that it computes what it says."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from cnnlab import models, nn
from cnnlab.models import MODELS
from cnnlab.shapes import ShapeError
from cnnlab.summary import summary

# Parameters and multiply-adds. torchvision: "num_params" and "_ops" of its weights' documentation.
PUBLISHED = {
    "mlp": (266_610, 266_200),  # LeNet-300-100; Han et al. 2015, arXiv:1506.02626, table 3: 267K
    "lenet5": (61_706, 416_520),
    "lenet5-1998": (60_000 + 850, 328_096),  # LeCun et al. 1998, II.B; and our linear output
    "alexnet": (61_100_840, 714_188_480),  # torchvision: 0.71 G
    "alexnet-two-towers": (60_965_224, 724_406_816),  # Krizhevsky et al. 2012: 60 million
    "zfnet": (62_357_608, 1_168_032_896),  # by the layers of Zeiler and Fergus 2014, figure 3
    "vgg11": (132_863_336, 7_609_090_048),  # torchvision: 7.61 G; the paper: 133 million
    "vgg16": (138_357_544, 15_470_264_320),  # torchvision: 15.47 G; the paper: 138 million
    "vgg19": (143_667_240, 19_632_062_464),  # torchvision: 19.63 G; the paper: 144 million
    "googlenet": (6_998_552, 1_582_671_872),  # Szegedy et al. 2015, section 5: 1.5 G
    "resnet18": (11_689_512, 1_814_073_344),  # torchvision: 1.81 G
    "resnet34": (21_797_672, 3_663_761_408),  # torchvision: 3.66 G
    "resnet50": (25_557_032, 4_089_184_256),  # torchvision: 4.09 G
    "resnet20-cifar": (269_722, 40_551_040),  # He et al. 2016, table 6: 0.27M
    "resnet56-cifar": (853_018, 125_485_696),  # table 6: 0.85M
    "cnn-c": (954_730, 228_331_008),  # by the layers of Springenberg et al. 2015, table 1
    "strided-cnn-c": (954_730, 100_929_024),
    "convpool-cnn-c": (1_369_738, 398_200_320),  # table 3: about 1.4M
    "all-cnn-c": (1_369_738, 270_798_336),  # table 3: about 1.4M
    "mobilenet-v1": (4_231_976, 568_740_352),  # Howard et al. 2017, table 8: 569 and 4.2 million
    "convnext-tiny": (28_589_128, 4_457_676_288),  # torchvision: 4.46 G; the paper: 29M, 4.5 G
    "unet-small": (117_412, 25_149_440),  # ours
}
# SHA-256 of torchvision 0.29.2's state dictionaries, a line "name shape" for each entry, sorted.
TORCHVISION = {
    "alexnet": "935c1ea73a7869ee",
    "vgg11": "b11acd4f90d9643f",
    "vgg16": "ba63c2556d912509",
    "vgg19": "393fac8b08b63fbe",
    "resnet18": "5191d63ec3989592",
    "resnet34": "f8de2a1812ef85e4",
    "resnet50": "a87e91cd6bd1f939",
}
SMALL = {  # small enough to run here: an input, and the settings that make it cheap
    "mlp": ((2, 1, 6, 5), {"inputs": 30, "hidden": (7,)}),
    "lenet5": ((2, 1, 28, 28), {}),
    "lenet5-1998": ((2, 1, 32, 32), {}),
    "resnet20-cifar": ((2, 3, 17, 12), {"width": 4}),
    "cnn-c": ((2, 3, 19, 16), {"width": 4}),
    "strided-cnn-c": ((2, 3, 19, 16), {"width": 4}),
    "convpool-cnn-c": ((2, 3, 19, 16), {"width": 4}),
    "all-cnn-c": ((2, 3, 19, 16), {"width": 4}),
    "mobilenet-v1": ((2, 3, 48, 33), {"width": 0.125, "classes": 5}),
    "resnet18": ((1, 3, 40, 33), {"classes": 5}),
    "googlenet": ((1, 3, 36, 40), {"classes": 5}),
    "unet-small": ((2, 3, 12, 8), {"width": 4}),
}


def lines(model: nn.Module) -> list[str]:
    held = {**dict(model.named_parameters()), **dict(model.named_buffers())}
    return sorted(f"{name} {each.shape}" for name, each in held.items())


def digest(entries: list[str]) -> str:
    return hashlib.sha256("\n".join(entries).encode()).hexdigest()[:16]


def test_the_table_is_whole() -> None:
    assert PUBLISHED.keys() == MODELS.keys()


@pytest.mark.parametrize("name", MODELS)
def test_counts_are_the_published_ones(name: str) -> None:
    model = MODELS[name].build()
    counted = summary(model, (1, *MODELS[name].input_shape))
    assert (counted.parameters, counted.multiply_adds) == PUBLISHED[name]
    assert not any(p.allocated for p in model.parameters()), "counting must not draw numbers"


@pytest.mark.parametrize("name", TORCHVISION)
def test_names_and_shapes_are_torchvisions(name: str) -> None:
    assert digest(lines(MODELS[name].build())) == TORCHVISION[name]


def test_googlenet_is_torchvisions_where_asked() -> None:
    model = models.googlenet(torchvision=True)
    assert digest(lines(model)) == "545eb1baab91f5d8"
    assert sum(p.size for p in model.parameters()) == 6_624_904


def test_convnext_has_torchvisions_shapes() -> None:
    shapes = sorted(line.partition(" ")[2] for line in lines(models.convnext_tiny()))
    assert digest(shapes) == "4b515a593bf534b2"


@pytest.mark.parametrize("name", SMALL)
def test_it_computes_the_shapes_it_says_and_hands_gradients_back(
    name: str, rng: np.random.Generator
) -> None:
    shape, settings = SMALL[name]
    model = MODELS[name].build(**settings, rng=rng)
    x = rng.standard_normal(shape, np.float32)
    y = model(x)
    assert y.shape == model.output_shape(shape)
    dx = model.backward(rng.standard_normal(y.shape, np.float32))
    assert dx.shape == shape
    assert np.isfinite(dx).all()
    assert all(parameter.grad is not None for parameter in model.parameters())


def test_convnext_runs(rng: np.random.Generator) -> None:
    model = models.convnext_tiny(3, rng=rng)
    x = rng.standard_normal((1, 3, 32, 64), np.float32)
    assert model(x).shape == (1, 3)
    assert model.backward(np.ones((1, 3), np.float32)).shape == x.shape


def test_the_two_towers_keep_apart(rng: np.random.Generator) -> None:
    """Without conv3 and the classifier, the second card's maps depend on its own maps alone."""
    features = models.alexnet_two_towers(rng=rng).features
    second = features.conv2
    with nn.no_grad():
        x = rng.standard_normal((1, 96, 5, 5), np.float32)
        before = second(x)
        x[:, :48] = 0
        after = second(x)
    assert np.array_equal(before[:, 128:], after[:, 128:])
    assert not np.allclose(before[:, :128], after[:, :128])


def test_lenets_table_of_1998() -> None:
    table = models.lenet5(original=True).layers[5]
    seen = [branch.layers[0].indices for _, branch in table.children()]
    assert sum(map(len, seen)) == 60
    assert len(set(seen)) == 16
    assert [sum(i in maps for maps in seen) for i in range(6)] == [10] * 6
    rows = "0 4 5 6 9 10 11 12 14 15"  # table I, the first row: where the first map of S2 is used
    assert [c for c, maps in enumerate(seen) if 0 in maps] == [int(c) for c in rows.split()]


def test_a_residual_network_begins_near_its_shortcuts(rng: np.random.Generator) -> None:
    """Weights drawn for the backward pass: variances neither vanish nor explode over 20 layers."""
    model = models.resnet_cifar(20, width=8, rng=rng)
    x = rng.standard_normal((8, 3, 16, 16), np.float32)
    with nn.no_grad():
        deviations = [float(model.up_to(f"layer{stage}")(x).std()) for stage in (1, 2, 3)]
    assert all(0.3 < deviation < 10 for deviation in deviations)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: models.resnet_cifar(21), "resnet_cifar: there is no network of this depth"),
        (lambda: models.all_cnn("dense"), "all_cnn: there is no such variant"),
        (lambda: models.lenet5(input_size=27), "lenet5: images of this size"),
        (lambda: summary(models.vgg11(), (1, 3, 20, 20)), "larger than the padded input"),
        (lambda: summary(models.vgg11(), (1, 1, 224, 224)), "Conv2d: this is not what"),
        (lambda: summary(models.vgg11(), (1, 3, 192, 192)), "Linear: this is not what"),
    ],
)
def test_what_does_not_fit_is_explained(build, message: str) -> None:
    with pytest.raises(ShapeError, match=message):
        build()
