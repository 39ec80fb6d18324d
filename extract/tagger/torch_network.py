"""A tagger's network run by PyTorch: for training, and for reading on a GPU."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import torch

from ..encoder import load_body, resolve_device
from .decoding import ScoreArrays
from .files import CONFIG, TaggerCard, checked, weights_file
from .inputs import Batch
from .model import TaggerModel, as_tensors


class TorchBackend:
    """Runs the network on a device, in mixed precision unless `exact`."""

    batch_windows = 32
    threads = 1

    def __init__(self, model: TaggerModel, device: str, *, exact: bool = False) -> None:
        self._model = model
        self._device = device
        self._exact = exact

    @torch.inference_mode()
    def scores(self, batch: Batch) -> ScoreArrays:
        """Return the logits of a batch."""
        with nullcontext() if self._exact else mixed_precision(self._device):
            scores = self._model(**as_tensors(batch, self._device))
        return ScoreArrays(scores.bio.cpu().numpy(), scores.slots.cpu().numpy())


def read_torch_backend(
    folder: Path, card: TaggerCard, device: str, network: int = 0, *, exact: bool = False
) -> TorchBackend:
    """Read one of a stored tagger's networks; raises WorkspaceError when its files are not whole."""
    from safetensors.torch import load_file

    device = resolve_device(device)
    checked(folder, card, CONFIG)
    model = build_model(str(folder), len(card.numbers.attributes), pretrained=False)
    model.load_state_dict(load_file(checked(folder, card, weights_file(network))))
    return TorchBackend(model.eval().to(device), device, exact=exact)


def build_model(encoder: str, attributes: int, *, pretrained: bool) -> TaggerModel:
    """Build the network of a tagger, its body from the encoder or, with `pretrained=False`, still to be loaded."""
    body = load_body(encoder, pretrained=pretrained)
    return TaggerModel(body, body.config.hidden_size, attributes)


def max_pieces(model: TaggerModel) -> int:
    """Return how many pieces the encoder takes at once (two positions of some families are not for pieces)."""
    return min(512, int(model.body.config.max_position_embeddings) - 2)


def mixed_precision(device: str) -> AbstractContextManager[object]:
    """Compute the encoder in bfloat16 where the hardware has it, in float32 elsewhere."""
    kind = device.split(":")[0]
    has_bfloat16 = torch.cuda.is_bf16_supported() if kind == "cuda" else _cpu_has_bfloat16() if kind == "cpu" else False
    return torch.autocast(kind, dtype=torch.bfloat16) if has_bfloat16 else nullcontext()


def _cpu_has_bfloat16() -> bool:
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())
