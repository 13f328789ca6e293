"""``cnnlab train``: its arguments."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

FILE = click.Path(dir_okay=False, path_type=Path)
SCHEDULES = ("cosine", "constant", "step", "one-cycle", "warm-up")


@click.command()
@click.argument("model")
@click.option("--data", required=True, help="digits, shapes, mnist, mnist10k, cifar10, ...")
@click.option(
    "--backend",
    type=click.Choice(["numpy", "torch"]),
    default="numpy",
    help="From scratch, or as the torch twin with the same weights and batches.",
)
@click.option("--dtype", type=click.Choice(["float32", "float64"]), default="float32")
@click.option("--epochs", type=click.IntRange(min=1), default=10, help="Times through the images.")
@click.option("--batch-size", type=click.IntRange(min=1), default=32, help="Images a step.")
@click.option("--optimizer", type=click.Choice(["sgd", "adam", "adamw", "rmsprop"]), default="sgd")
@click.option(
    "--lr",
    type=click.FloatRange(min=0),
    help="Learning rate at its highest. Default: 0.02 for sgd, 0.001 for the others.",
)
@click.option(
    "--momentum",
    type=click.FloatRange(min=0, max=1, max_open=True),
    help="Of sgd and rmsprop. Default: 0.9 for sgd, 0 for rmsprop.",
)
@click.option(
    "--weight-decay", type=click.FloatRange(min=0), help="Default: 0.01 for adamw, else 0."
)
@click.option(
    "--schedule",
    type=click.Choice(SCHEDULES),
    default="cosine",
    help="How the learning rate goes: down to 0, as it is, in steps, up and down, up at first.",
)
@click.option(
    "--transform",
    multiple=True,
    metavar="NAME[=NUMBER]",
    help="Change the images: flip, shift=2, rotate=10, scale=0.1, noise=0.1, cutout=8. "
    "Can be given several times.",
)
@click.option(
    "--clip-norm", type=click.FloatRange(min=0), help="Bound on the gradients' common norm."
)
@click.option(
    "--patience",
    type=click.IntRange(min=1),
    help="End when the held-out loss has not become better for so many epochs.",
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, help="Of the first weights and the batches."
)
@click.option(
    "--device", type=click.Choice(["auto", "cuda", "mps", "cpu"]), default="auto", help="Of torch."
)
@click.option("--amp", is_flag=True, help="Mixed precision, in torch.")
@click.option("--channels-last", is_flag=True, help="Another layout of memory, in torch.")
@click.option("--compile", is_flag=True, help="torch.compile the network first.")
@click.option(
    "--checkpoint",
    type=FILE,
    help="Keep the training there after every epoch, and go on from there if the file exists.",
)
@click.option("--save", type=FILE, help="Write the weights there, for numpy.load.")
@click.option(
    "--history",
    type=FILE,
    help="Write losses, accuracies and seconds there: a table if it ends in .csv, else JSON.",
)
def train(save: Path | None, history: Path | None, checkpoint: Path | None, **run: Any) -> None:
    """Train MODEL, say lenet5, on a data set, and judge it on what was held out.

    MODEL is mlp, lenet5, lenet5-1998, resnet8-cifar (14, 20, 32, 44, 56), cnn-c, strided-cnn-c,
    convpool-cnn-c, all-cnn-c; and for images in colour resnet18, resnet34, resnet50, mobilenet-v1.

    digits comes with scikit-learn, and shapes is made here. mnist10k is the 10,000 test images of
    MNIST, split 8,000 to 2,000. The official files of mnist, fashion_mnist, cifar10 and cifar100
    are looked for in $CNNLAB_DATA, in a folder of the data set's name, then fetched.

    Several processes train together: torchrun --nproc-per-node 2 -m cnnlab train ... --backend
    torch.

    Ends with 0, with 2 for a command that cannot be carried out, with 1 where data are missing or
    broken or the loss is no longer a number, and with 130 when it was stopped by Ctrl-C.
    """
    from cnnlab.data import DataError
    from cnnlab.shapes import ExplainedError
    from cnnlab.train import DivergedError
    from cnnlab.train.command import train_and_save
    from cnnlab.train.run import Run

    try:
        train_and_save(Run(**run), save=save, history=history, checkpoint=checkpoint)
    except (DataError, DivergedError, OSError) as error:
        raise click.ClickException(str(error)) from error
    except ExplainedError as error:
        raise click.UsageError(str(error)) from error
    except KeyboardInterrupt:
        kept = f" What is done is in {checkpoint}." if checkpoint else ""
        click.echo(f"\nStopped.{kept}", err=True)
        sys.exit(130)
