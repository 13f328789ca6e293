"""Torch twins made ready: on a device, in its layout of memory, compiled, in several processes.

``torchrun --nproc-per-node 2 -m cnnlab train ...`` starts the command twice. Each process computes
its share of every batch, and torch's DistributedDataParallel takes the mean of their gradients.
Batch normalisation takes its means over all shares. So the weights are those of one process, up to
rounding. What dropout draws is each process's own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import torch
from torch import distributed
from torch._dynamo.exc import TorchDynamoException
from torch.nn.parallel import DistributedDataParallel

from cnnlab import nn
from cnnlab.train.backends import Ready
from cnnlab.train.in_torch import weights
from cnnlab.train.networks import CommandError
from cnnlab.train.run import Run
from cnnlab.train.synchronised import synchronised
from cnnlab.twin import to_torch


@contextmanager
def ready_in_torch(run: Run, model: nn.Module) -> Iterator[Ready]:
    """The twin of ``model`` as ``run`` wants it.

    Raises CommandError for what cannot be had, ExplainedError for useless numbers.
    """
    where = chosen(run)
    with _team(where) as rank:
        torch.manual_seed(run.seed + rank)  # for dropout
        twin = to_torch(model).to(where)
        if run.channels_last:
            twin = twin.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        if several():
            twin = synchronised(twin)
        learning: Any = torch.compile(twin) if run.compile else twin
        if several():
            ids = [where.index] if where.type == "cuda" else None
            learning = DistributedDataParallel(learning, device_ids=ids)
        optimizer = run.make_optimizer(torch.optim, twin.parameters())
        words = "torch" if where.type == "cpu" else f"torch on {where.type}"
        if several():
            words += f" in {distributed.get_world_size()} processes"
        try:
            yield Ready(learning, optimizer, partial(weights, twin), words, rank == 0)
        except TorchDynamoException as error:
            raise CommandError(
                "train: torch.compile does not work here",
                expected="a C++ compiler, for a CPU, or Triton, for a GPU",
                got=str(error).splitlines()[0],
                hint="train without --compile",
            ) from error


def several() -> bool:
    """True where torchrun has started more processes than this one."""
    return int(os.environ.get("WORLD_SIZE", "1")) > 1


def chosen(run: Run) -> torch.device:
    """The device that ``run`` wants: "auto" is the first there is of cuda, mps and cpu.

    Where several processes train, each has a GPU of its own, or all share the processor.

    Raises CommandError for a device that is not there, or cannot do what is asked of it.
    """
    there = [("cuda", torch.cuda.is_available()), ("mps", torch.backends.mps.is_available())]
    kinds = [kind for kind, found in (*there, ("cpu", True)) if found]
    if several() and "mps" in kinds:
        kinds.remove("mps")  # which cannot be shared
    kind = kinds[0] if run.device == "auto" else run.device
    if kind not in kinds:
        raise CommandError(
            "train: this machine has no such device",
            expected="--device " + " or ".join(kinds),
            got=f"--device {kind}",
        )
    if run.dtype == "float64" and (run.amp or kind == "mps"):
        raise CommandError(
            "train: float64 is not to be had with this",
            expected="--dtype float32",
            got="--amp" if run.amp else "--device mps",
        )
    if kind != "cuda":
        return torch.device(kind)
    own = int(os.environ.get("LOCAL_RANK", "0"))
    if own >= torch.cuda.device_count():
        raise CommandError(
            "train: there are fewer GPUs than processes",
            expected=f"--nproc-per-node {torch.cuda.device_count()}, or --device cpu",
            got=f"process {own + 1}",
        )
    return torch.device("cuda", own)


@contextmanager
def _team(where: torch.device) -> Iterator[int]:
    """This process's number among those that torchrun has started, from 0; 0 where it is alone."""
    if where.type == "cuda":
        torch.cuda.set_device(where)
    if not several():
        yield 0
        return
    distributed.init_process_group("nccl" if where.type == "cuda" else "gloo")
    try:
        yield distributed.get_rank()
        # gloo's threads take Python's lock to let go of the last sums. They get it while this one
        # waits for the others; a group that is destroyed before that never ends.
        distributed.barrier()
    finally:
        distributed.destroy_process_group()
