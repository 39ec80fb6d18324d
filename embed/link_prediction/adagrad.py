"""AdaGrad (Duchi 2011) on the rows of a table that a step has touched; knows no model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

SMALLEST = 1e-10


@dataclass(frozen=True, slots=True)
class AdagradTable:
    """Weights and the sums of their squared gradients, both [rows, width].

    A row without gradient stays where it is, so that a step over the touched rows alone is exactly the whole step, at a
    cost that does not grow with the table.
    """

    weights: Tensor
    squares: Tensor

    @classmethod
    def of(cls, weights: Tensor) -> AdagradTable:
        """Begin with nothing summed; the weights are changed in place."""
        import torch

        return cls(weights, torch.zeros_like(weights))

    def rows(self, touched: Tensor | None) -> Tensor:
        """Return the rows to find the gradient of: distinct ones, or all, without a copy, for `None`."""
        rows = self.weights if touched is None else self.weights.index_select(0, touched)
        return rows.detach().requires_grad_()

    def step(self, touched: Tensor | None, gradient: Tensor, learning_rate: float) -> None:
        """Change the touched rows against their gradient [touched, width]."""
        if touched is None:
            self.squares.addcmul_(gradient, gradient)
            self.weights.addcdiv_(gradient, self.squares.sqrt().add_(SMALLEST), value=-learning_rate)
            return
        squares = self.squares.index_select(0, touched).addcmul_(gradient, gradient)
        self.squares.index_copy_(0, touched, squares)
        self.weights.index_add_(0, touched, gradient / squares.sqrt_().add_(SMALLEST), alpha=-learning_rate)
