"""The same training step in torch."""

from __future__ import annotations

import torch
from torch.nn.functional import cross_entropy

from cnnlab.data import Images
from cnnlab.train.learner import Score


class TorchLearner:
    """A network of torch. Images are cast to its parameters' precision and moved beside them."""

    def __init__(self, model: torch.nn.Module, optimizer: torch.optim.Optimizer) -> None:
        self.model, self.optimizer = model, optimizer
        self.like = next(model.parameters())
        self.lrs = [group["lr"] for group in optimizer.param_groups]

    def scale(self, factor: float) -> None:
        """Learn at ``factor`` times the optimiser's own learning rates."""
        for group, lr in zip(self.optimizer.param_groups, self.lrs, strict=True):
            group["lr"] = factor * lr

    def learn(self, batch: Images) -> Score:
        """One step of the optimiser, and how the network did before it."""
        images, labels = self._tensors(batch)
        logits = self.model.train()(images)
        loss = cross_entropy(logits, labels)
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()
        self.optimizer.zero_grad()
        return score(logits, loss, labels)

    def judge(self, batch: Images) -> Score:
        """How the network does; it learns nothing."""
        images, labels = self._tensors(batch)
        with torch.no_grad():
            logits = self.model.eval()(images)
            return score(logits, cross_entropy(logits, labels), labels)

    def _tensors(self, batch: Images) -> tuple[torch.Tensor, torch.Tensor]:
        images, labels = torch.from_numpy(batch.images), torch.from_numpy(batch.labels)
        return images.to(self.like), labels.to(self.like.device)


def score(logits: torch.Tensor, loss: torch.Tensor, labels: torch.Tensor) -> Score:
    """Count the rows of logits (N, classes) whose largest is the label's."""
    right = int((logits.argmax(dim=1) == labels).sum())
    return Score(len(labels), loss.item() * len(labels), right)
