"""The same training step in torch, on any device, alone or together with other processes.

Where several processes train together, each computes its share of a batch, and weighs its loss so
that the mean of all gradients, which DistributedDataParallel takes, is the whole batch's gradient.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import distributed
from torch.nn.functional import cross_entropy

from cnnlab.data import Images
from cnnlab.shapes import ExplainedError
from cnnlab.train.learner import Score, State, named, summed, within


class TorchLearner:
    """A network of torch. Images are cast to its parameters' precision and moved beside them.

    It may be wrapped, by DistributedDataParallel around what ``torch.compile`` gave. With ``amp``,
    layers that bear it compute in bfloat16, or on older GPUs in float16 with the loss scaled up.
    """

    def __init__(
        self,
        model: torch.nn.Module,
        optimizer: torch.optim.Optimizer,
        clip_norm: float | None,
        *,
        amp: bool,
    ) -> None:
        self.model, self.optimizer, self.clip_norm = model, optimizer, clip_norm
        self.alone = getattr(model, "module", model)  # without other processes
        self.plain: torch.nn.Module = getattr(self.alone, "_orig_mod", self.alone)  # uncompiled
        self.like = next(model.parameters())
        self.lrs = [group["lr"] for group in optimizer.param_groups]
        together = distributed.is_available() and distributed.is_initialized()
        self.rank = distributed.get_rank() if together else 0
        self.processes = distributed.get_world_size() if together else 1
        self.leads = self.rank == 0
        kind = self.like.device.type
        half = kind == "cuda" and not torch.cuda.is_bf16_supported()
        dtype = torch.float16 if half else torch.bfloat16
        self.autocast = torch.autocast(kind, dtype, enabled=amp)
        self.scaler = torch.amp.GradScaler(kind, enabled=amp and half)

    def scale(self, factor: float) -> None:
        """Learn at ``factor`` times the optimiser's own learning rates."""
        for group, lr in zip(self.optimizer.param_groups, self.lrs, strict=True):
            group["lr"] = factor * lr

    def learn(self, batch: Images) -> Score:
        """One step of the optimiser, and how the network did before it."""
        images, labels = self._share(batch)
        self.model.train()
        with self.autocast:
            logits = self.model(images)
            loss = cross_entropy(logits, labels, reduction="sum")
        mean = loss * (self.processes / len(batch.labels))
        self.scaler.scale(mean).backward()  # type: ignore[no-untyped-call]
        if self.clip_norm is not None:
            self.scaler.unscale_(self.optimizer)
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.clip_norm)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        self.optimizer.zero_grad()
        return score(logits, loss, labels)

    def judge(self, batch: Images) -> Score:
        """How the network does; it learns nothing."""
        images, labels = self._share(batch)
        self.alone.eval()
        with torch.no_grad(), self.autocast:
            logits = self.alone(images)
            return score(logits, cross_entropy(logits, labels, reduction="sum"), labels)

    def total(self, scores: Iterable[Score]) -> Score:
        """The scores of several batches, and of all processes, as one."""
        own = summed(scores)
        if self.processes == 1:
            return own
        counted = [own.images, float(own.loss), int(own.right)]
        numbers = torch.tensor(counted, dtype=torch.float64, device=self.like.device)
        distributed.all_reduce(numbers)
        images, loss, right = numbers.tolist()
        return Score(int(images), loss, int(right))

    def state(self) -> State:
        """Weights and buffers, what the optimiser remembers, and where random numbers are.

        Where several processes train together, all must ask for it.
        """
        remembered = {
            f"{place}.{name}": value
            for place, memory in self.optimizer.state_dict()["state"].items()
            for name, value in memory.items()
            if value is not None
        }
        return {
            **named("model", weights(self.plain)),
            **named("optimizer", _arrays(remembered)),
            **named("scaler", _arrays(self.scaler.state_dict())),
            **named("streams", self._streams()),
        }

    def load(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Go on from such a state. Raises ExplainedError for another network's, or optimiser's."""
        memory: dict[int, dict[str, torch.Tensor]] = {}
        for key, values in within(state, "optimizer").items():
            place, _, name = key.partition(".")
            memory.setdefault(int(place), {})[name] = torch.from_numpy(np.array(values))
        groups = self.optimizer.state_dict()["param_groups"]
        weights = {k: torch.from_numpy(np.array(v)) for k, v in within(state, "model").items()}
        try:
            self.plain.load_state_dict(weights)
            self.optimizer.load_state_dict({"state": memory, "param_groups": groups})
        except (RuntimeError, ValueError) as error:
            raise ExplainedError(
                "train: this is another network's state",
                expected="a state of the same network and optimiser",
                got=str(error).splitlines()[-1].strip(),
            ) from error
        if scaler := within(state, "scaler"):
            self.scaler.load_state_dict({name: values.item() for name, values in scaler.items()})
        for name, all_of_them in within(state, "streams").items():
            own = torch.from_numpy(np.array(all_of_them[self.rank % len(all_of_them)]))
            (torch if name == "cpu" else torch.cuda).set_rng_state(own)

    def _share(self, batch: Images) -> tuple[torch.Tensor, torch.Tensor]:
        """This process's images and labels; of a small batch it may be none."""
        own = batch.take(slice(self.rank, None, self.processes))
        images, labels = torch.from_numpy(own.images), torch.from_numpy(own.labels)
        return images.to(self.like), labels.to(self.like.device)

    def _streams(self) -> State:
        """Where torch's random numbers are: (processes, ...) for each kind of device in use."""
        states = {"cpu": torch.get_rng_state()}
        if self.like.device.type == "cuda":
            states["cuda"] = torch.cuda.get_rng_state(self.like.device)
        if self.processes > 1:
            for name, own in states.items():
                every = [torch.empty_like(own).to(self.like.device) for _ in range(self.processes)]
                distributed.all_gather(every, own.to(self.like.device))
                states[name] = torch.stack(every).cpu()
        return {name: np.atleast_2d(values.numpy()) for name, values in states.items()}


def score(logits: torch.Tensor, loss: torch.Tensor, labels: torch.Tensor) -> Score:
    """Count the rows of logits (N, classes) whose largest is the label's."""
    right = (logits.argmax(dim=1) == labels).sum()
    return Score(len(labels), loss.detach(), right)


def weights(model: torch.nn.Module) -> State:
    """The state dictionary of a network of torch, as arrays."""
    return _arrays(model.state_dict())


def _arrays(state: Mapping[str, Any]) -> State:
    """Tensors and numbers as arrays of NumPy."""
    return {k: np.asarray(v.cpu() if isinstance(v, torch.Tensor) else v) for k, v in state.items()}
