"""The frozen encoder of texts run by PyTorch: where it could not be written for ONNX Runtime, or was not yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch

from ..extract.encoder import load_body, load_word_pieces, resolve_device

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class PooledBody(torch.nn.Module):
    """An encoder whose answer is the mean of its last states over a text's pieces, of length 1."""

    def __init__(self, body: torch.nn.Module) -> None:
        super().__init__()
        self.body = body

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the vectors [texts, width] of pieces [texts, pieces], of which those count where `mask` is 1."""
        states = self.body(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        weights = mask.unsqueeze(-1).float()
        mean = (states * weights).sum(1) / weights.sum(1)
        return torch.nn.functional.normalize(mean, dim=1)


class TorchTextEncoder:
    """Encodes padded batches on a device."""

    def __init__(self, encoder: str, device: str, *, exact: bool) -> None:
        self._device = resolve_device(device)
        body = load_body(encoder).eval().to(self._device, torch.float32 if exact else _fast_format(self._device))
        self._network = PooledBody(body)
        self.vocabulary = load_word_pieces(encoder)
        self.width = int(body.config.hidden_size)

    @torch.inference_mode()
    def encode(self, pieces: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Return the vectors of texts that are cut into word pieces, [texts, width] of length 1."""
        width, padding = max(map(len, pieces)), self.vocabulary.padding
        ids = torch.tensor([[*own, *[padding] * (width - len(own))] for own in pieces], device=self._device)
        mask = torch.tensor([[1] * len(own) + [0] * (width - len(own)) for own in pieces], device=self._device)
        vectors: NDArray[np.float32] = self._network(ids, mask).cpu().numpy()
        return vectors


def _fast_format(place: str) -> torch.dtype:
    capabilities: dict[str, bool] = getattr(torch.cpu, "get_capabilities", dict)()
    fast = place.startswith("cuda") or (place == "cpu" and capabilities.get("avx512_bf16", False))
    return torch.bfloat16 if fast else torch.float32
