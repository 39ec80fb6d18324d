"""A tagger on disk, whole in one folder: weights, ONNX model, tokenizer, configuration, cards; runs nothing of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...kg.errors import WorkspaceError
from ...kg.fingerprint import fingerprint, sha256_of
from ...kg.stored_files import intact, read_json
from ...kg.tables import write_text
from ..encoder import WordPieces
from .labels import AttributeNumbers

if TYPE_CHECKING:
    from .model import TaggerModel

FORMAT = 3
TOKENIZER, CONFIG = "tokenizer.json", "config.json"
CARD, README = "tagger.json", "README.md"
_SPECIAL_PIECES = ("start", "separator", "padding", "mask", "unknown")


@dataclass(frozen=True, slots=True)
class TaggerCard:
    """What is known of a stored tagger beside its weights.

    `max_pieces` is how much the encoder reads at once, `special_pieces` the numbers of the pieces that are no text,
    `training` the report of the training, `files` the SHA-256 of every file of the folder.
    """

    encoder: str
    vocabulary: str
    numbers: AttributeNumbers
    threshold: float
    max_pieces: int
    special_pieces: Mapping[str, int]
    training: Mapping[str, Any]
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def networks(self) -> int:
        """Return how many networks the tagger has, whose answers are averaged."""
        return sum(name.endswith(".safetensors") for name in self.files)

    @property
    def version(self) -> str:
        """Name the weights, for caches."""
        digests = [self.files[weights_file(number)] for number in range(self.networks)]
        return (digests[0] if len(digests) == 1 else fingerprint(*digests))[:16]


def weights_file(network: int) -> str:
    """Name the file of a network's weights."""
    return f"model-{network + 1}.safetensors"


def onnx_file(network: int) -> str:
    """Name the file of a network in int8."""
    return f"model-{network + 1}.int8.onnx"


def special_pieces(vocabulary: WordPieces) -> dict[str, int]:
    """Return the numbers of a vocabulary's pieces that are no text, by role."""
    return {name: getattr(vocabulary, name) for name in _SPECIAL_PIECES}


def write_networks(
    folder: Path, models: Sequence[TaggerModel], vocabulary: WordPieces, card: TaggerCard
) -> tuple[TaggerCard, list[str]]:
    """Write a tagger's networks in both forms, configuration and tokenizer.

    Without a card beside them they are no tagger yet. Returns the card with their hashes, and a warning when the
    encoder could not be written for ONNX Runtime.
    """
    from safetensors.torch import save_file

    from ..onnx_models import OnnxError
    from .onnx_network import write_onnx

    folder.mkdir(parents=True, exist_ok=True)
    for old in (folder / CARD, folder / README, *_network_files(folder)):
        old.unlink(missing_ok=True)
    write_text(models[0].body.config.to_json_string(), folder / CONFIG)
    vocabulary.tokenizer.save(str(folder / TOKENIZER))
    for number, model in enumerate(models):
        tensors = {name: tensor.contiguous().cpu() for name, tensor in model.state_dict().items()}
        save_file(tensors, folder / weights_file(number))
    warnings = []
    try:
        for number, model in enumerate(models):
            write_onnx(model, vocabulary, folder / onnx_file(number))
    except OnnxError as error:
        warnings.append(f"encoder {card.encoder} {error}: PyTorch will read in its place, half as fast on a processor")
    return replace(card, files={path.name: sha256_of(path) for path in _network_files(folder)}), warnings


def _network_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.name in (CONFIG, TOKENIZER) or path.match("model-*"))


def write_card(folder: Path, card: TaggerCard) -> None:
    """Write what is known of a tagger for people and, last, for programs: a folder with a card is a whole tagger."""
    write_text(_readme(card), folder / README)
    write_text(json.dumps(_content(card), ensure_ascii=False, indent=1), folder / CARD)


def read_card(folder: Path) -> TaggerCard:
    """Read what is known of a stored tagger without its weights; raises WorkspaceError when it is not whole."""
    content = read_json(folder / CARD, _FIX, FORMAT)
    with intact(folder / CARD, _FIX):
        numbers = AttributeNumbers(
            tuple(content["attributes"]), {name: tuple(places) for name, places in content["categories"].items()}
        )
        return TaggerCard(
            encoder=content["encoder"],
            vocabulary=content["vocabulary"],
            numbers=numbers,
            threshold=float(content["threshold"]),
            max_pieces=int(content["max_pieces"]),
            special_pieces={name: int(content["special_pieces"][name]) for name in _SPECIAL_PIECES},
            training=content["training"],
            files={name: str(digest) for name, digest in content["files"].items()},
        )


def checked(folder: Path, card: TaggerCard, name: str) -> Path:
    """Return the path of a tagger's file; raises WorkspaceError when it is missing or not the one of the card."""
    path = folder / name
    if not path.is_file() or sha256_of(path) != card.files.get(name):
        raise WorkspaceError(f"{path} does not belong to the card beside it: {_FIX}")
    return path


def read_word_pieces(folder: Path, card: TaggerCard) -> WordPieces:
    """Read a tagger's tokenizer; raises WorkspaceError when it is missing or not the one of the card."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(checked(folder, card, TOKENIZER)))
    return WordPieces(tokenizer, fingerprint=card.vocabulary, **card.special_pieces)


_FIX = "train one with `kgtag train tagger`"


def _content(card: TaggerCard) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": card.version,
        "encoder": card.encoder,
        "vocabulary": card.vocabulary,
        "threshold": card.threshold,
        "max_pieces": card.max_pieces,
        "special_pieces": card.special_pieces,
        "attributes": card.numbers.attributes,
        "categories": card.numbers.possible,
        "training": card.training,
        "files": card.files,
    }


def _readme(card: TaggerCard) -> str:
    """Write the model card for people: what it reads, what it learned from, how good it was found."""
    training = card.training
    facts = {
        "Encoder": f"`{card.encoder}`",
        "Learned from": f"{training['texts']} texts (data {training['data']}), {training['titles']} read in all",
        "Seed": training["seed"],
        "Threshold": f"{card.threshold:.3f}",
        "Held-out F1": f"{training['held_out_f1']} (micro, {training['held_out_texts']} texts kept from training)",
        "Loss, first and last round": f"{training['losses'][0]:.3f}, {training['losses'][-1]:.3f}",
    }
    names = {category: [card.numbers.attributes[place] for place in places]
             for category, places in card.numbers.possible.items()}  # fmt: skip
    return "\n".join(
        [
            f"# Tagger {card.version}",
            "",
            "Reads attribute values out of product texts. Made by kgtag, for products like those it learned from.",
            "",
            *(f"- {name}: {fact}" for name, fact in facts.items()),
            *(f"- Warning: {warning}" for warning in training["warnings"]),
            "",
            "## Attributes by category",
            "",
            *(f"- {category or '(no category)'}: {', '.join(own) or 'none'}" for category, own in names.items()),
            "",
            "## Files",
            "",
            *(f"- `{name}`: SHA-256 {digest}" for name, digest in card.files.items()),
            "",
        ]
    )
