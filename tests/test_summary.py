"""The table of a network's layers, and what its units see."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner

from cnnlab import models, nn
from cnnlab.cli import main
from cnnlab.receptive_field import effective_receptive_field, receptive_field
from cnnlab.shapes import ExplainedError, ShapeError
from cnnlab.summary import summary


def by_layer(model: nn.Module, size: int) -> dict[str, tuple[int, int]]:
    """Parameters and multiply-adds of the layers that have any, by the last part of their names."""
    rows = summary(model, (1, 3, size, size)).rows
    return {row.name: (row.parameters, row.multiply_adds) for row in rows if row.parameters}


# The lecture's table, in its thousands and millions.
LECTURE = {
    "features.conv1": (35e3, 105e6),
    "features.conv2": (307e3, 223e6),
    "features.conv3": (884e3, 149e6),
    "features.conv4": (1.3e6, 224e6),
    "features.conv5": (442e3, 74e6),
    "classifier.1": (37e6, 37e6),
    "classifier.4": (16e6, 16e6),
    "classifier.6": (4e6, 4e6),
}


def test_alexnets_table_of_the_lecture() -> None:
    """Its fourth convolution is not grouped, its second and fifth are."""
    counted = by_layer(models.alexnet_two_towers(grouped=("conv2", "conv5")), 227)
    assert counted.keys() == LECTURE.keys()
    for name, (parameters, work) in LECTURE.items():
        assert counted[name] == pytest.approx((parameters, work), rel=0.05), name  # it rounds
    millions = [work / 1e6 for _, work in counted.values()]
    assert sum(map(int, millions)) == 832  # as the lecture adds: what each layer rounds down to
    assert round(sum(millions), 1) == 836.5
    assert sum(count for count, _ in counted.values()) // 10**6 in (60, 61)


def test_the_two_towers_and_the_one() -> None:
    towers, one = models.alexnet_two_towers(), models.alexnet()
    assert sum(work for _, work in by_layer(towers, 227).values()) == 724_406_816
    assert sum(work for _, work in by_layer(one, 224).values()) == 714_188_480


def test_a_row_tells_all_of_a_layer() -> None:
    table = summary(models.vgg16(), (2, 3, 224, 224))
    row = next(row for row in table.rows if row.name == "features.28")
    assert row == (
        "features.28",
        "Conv2d",
        (2, 512, 14, 14),
        512 * 512 * 9 + 512,
        2 * 14 * 14 * 512 * 512 * 9,
        2 * 512 * 14 * 14 * 4,
        (196, 196),  # the field of conv5_3, as Araujo et al. 2019 list it
        (16, 16),
    )
    assert table.parameters == 138_357_544
    assert table.activation_bytes == sum(row.activation_bytes for row in table.rows)


def test_it_is_text_records_json_and_markdown() -> None:
    table = summary(models.lenet5(), (1, 1, 28, 28))
    text = str(table).splitlines()
    assert text[0].split() == [
        "layer", "output", "parameters", "multiply-adds", "activations", "sees", "jump",
    ]  # fmt: skip
    assert text[2].split() == [
        "0",
        "Conv2d",
        "6×28×28",
        "156",
        "117,600",
        "18.4",
        "KiB",
        "5×5",
        "1×1",
    ]
    assert text[-1].split()[:4] == ["total", "for", "1×1×28×28", "61,706"]
    assert table.records()[0]["output_shape"] == (1, 6, 28, 28)
    assert json.loads(table.to_json())["parameters"] == 61_706
    markdown = table.to_markdown().splitlines()
    assert len({line.count("|") for line in markdown}) == 1
    assert "**61,706**" in markdown[-1]


def test_a_unit_before_any_window_sees_its_own_place() -> None:
    rows = summary(nn.Sequential(nn.ReLU(), nn.Flatten()), (1, 2, 3, 4)).rows
    assert [row.receptive_field for row in rows] == [(1, 1), (3, 4)]


def test_the_effective_field_lies_inside_and_is_strongest_in_the_middle(
    rng: np.random.Generator,
) -> None:
    layers = [nn.Conv2d(1 if not i else 4, 4, 3, padding=1, rng=rng) for i in range(5)]
    model = nn.Sequential(*layers)
    window = receptive_field(model, "4", (1, 1, 21, 21))
    assert window == nn.Window((11, 11), (1, 1), (5, 5))
    field = effective_receptive_field(model, "4", (1, 1, 21, 21), rng=rng, samples=50)
    seen = np.argwhere(field > 0)
    assert (seen.min(0) == 10 - 5).all()
    assert (seen.max(0) == 10 + 5).all()
    assert field.max() == 1
    assert field[8:13, 8:13].sum() > 2 * field[5:7, 5:16].sum()
    assert all(parameter.grad is None for parameter in model.parameters())


def test_a_wrong_name_and_a_wrong_shape_are_explained(rng: np.random.Generator) -> None:
    with pytest.raises(ExplainedError, match=r"no layer of that name\n  expected 0, 1, 2"):
        receptive_field(models.lenet5(), "conv1", (1, 1, 28, 28))
    for shape in ((), (0, 1, 28, 28), (1, 1, 28.0, 28), 28, None):
        with pytest.raises(ShapeError, match="summary: this is not the shape of an input"):
            summary(models.lenet5(), shape)
        with pytest.raises(ShapeError, match="receptive_field: this is not the shape of an input"):
            receptive_field(models.lenet5(), "0", shape)


def test_the_effective_field_leaves_every_mode_as_it_was(rng: np.random.Generator) -> None:
    model = nn.Sequential(nn.MaxPool2d(2), nn.BatchNorm2d(1, affine=False), nn.Tanh())
    model[1].eval()  # a norm that is not to learn any more, in a network that trains
    field = effective_receptive_field(model, "2", (1, 1, 4, 4), rng=rng, samples=3)
    assert (field > 0).sum() <= 4
    assert [layer.training for layer in model] == [True, False, True]
    assert (model[1].running_mean.data == 0).all()


def test_the_command_prints_any_model_in_any_form() -> None:
    said = CliRunner().invoke(main, ["summary", "vgg16"])
    assert said.exit_code == 0
    assert "138,357,544" in said.output
    said = CliRunner().invoke(
        main, ["summary", "unet-small", "--input", "3x64x48", "--format", "json"]
    )
    assert json.loads(said.output)["layers"][-1]["output_shape"] == [1, 4, 64, 48]
    said = CliRunner().invoke(main, ["summary", "lenet5", "--format", "markdown"])
    assert said.output.startswith("| layer |")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["vgg61"], "no such model"),
        (["vgg16", "--input", "3x224"], "C×H×W"),
        (["vgg16", "--input", "1x224x224"], "this is not what the layer takes"),
    ],
)
def test_a_mistake_is_one_message(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(main, ["summary", *arguments])
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output
