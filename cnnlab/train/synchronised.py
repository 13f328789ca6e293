"""Batch normalisation over the shares that several processes have of a batch.

    m = Σ x / n            v = Σ (x - m)² / n            both sums over all processes

torch has it for GPUs alone. This one serves everywhere, and its gradient too goes through the sums.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, distributed, nn
from torch.nn.modules.batchnorm import _BatchNorm


def synchronised(module: nn.Module) -> nn.Module:
    """The network with such norms in place of torch's, of the same weights and statistics."""
    for name, child in module.named_children():
        setattr(module, name, synchronised(child))
    if not isinstance(module, _BatchNorm):
        return module
    affine, tracked = module.weight is not None, module.running_mean is not None
    norm = Synchronised(module.num_features, module.eps, module.momentum, affine, tracked)
    norm.load_state_dict(module.state_dict(), assign=True)
    return norm.train(module.training)


class Synchronised(_BatchNorm):
    """As torch's BatchNorm1d, 2d and 3d, for every process's share of a batch."""

    def _check_input_dim(self, input: Tensor) -> None:
        """Any shape (N, C, ...)."""

    def forward(self, x: Tensor) -> Tensor:
        if not self.training and self.track_running_stats:
            return super().forward(x)
        axes, across = [0, *range(2, x.ndim)], (1, -1, *(1,) * (x.ndim - 2))
        n = x.new_tensor(x.numel() / self.num_features)
        distributed.all_reduce(n)
        mean = _sum(x.sum(axes)) / n  # (C,)
        away = x - mean.reshape(across)
        var = _sum((away * away).sum(axes)) / n
        if self.training and self.track_running_stats:
            self._remember(mean.detach(), var.detach() * n / (n - 1))
        scale = torch.rsqrt(var + self.eps)
        if self.weight is not None:
            scale = scale * self.weight
        y: Tensor = away * scale.reshape(across)
        return y if self.bias is None else y + self.bias.reshape(across)

    @torch.no_grad()
    def _remember(self, mean: Tensor, var: Tensor) -> None:
        """Move the running statistics; without a momentum, to the average of all batches."""
        assert self.num_batches_tracked is not None
        assert self.running_mean is not None
        assert self.running_var is not None
        self.num_batches_tracked += 1
        momentum = self.momentum or 1 / int(self.num_batches_tracked)
        self.running_mean.lerp_(mean, momentum)
        self.running_var.lerp_(var, momentum)


class _Sum(torch.autograd.Function):
    """The sum over all processes; its gradient is the sum of theirs."""

    @staticmethod
    def forward(ctx: Any, own: Tensor) -> Tensor:
        total = own.clone()
        distributed.all_reduce(total)
        return total

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        total = gradients[0].clone()
        distributed.all_reduce(total)
        return total


def _sum(own: Tensor) -> Tensor:
    total: Tensor = _Sum.apply(own)  # type: ignore[no-untyped-call]
    return total
