"""How fast the tagger reads titles of 25 words: ONNX Runtime in int8 beside PyTorch, on one core and on two.

    python benchmarks/tagger_speed.py --tagger FOLDER

Every row is measured in turn, round by round, so that what else the machine does falls on all alike; without a folder
a tagger is trained for a minute first. Reads `$KGTAG_BENCH_DATA/oa-mine` (default `../shared/data`), prints a table and
writes it to `benchmarks/results/tagger_speed.json`. CPU seconds are those of all threads together.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median

import torch
from extraction import DATA, labelled, read_titles
from kgtag.extract.tagger.backends import Backend
from kgtag.extract.tagger.files import onnx_file, read_card
from kgtag.extract.tagger.onnx_network import OnnxBackend
from kgtag.extract.tagger.tagger import Tagger
from kgtag.extract.tagger.torch_network import read_torch_backend
from kgtag.extract.tagger.training import train_tagger
from kgtag.extract.words import word_offsets
from kgtag.kg.settings import Settings
from measuring import write_result

WORDS, TITLES, ROUNDS = 25, 128, 4


@dataclass(frozen=True, slots=True)
class Row:
    """What one back end does on so many cores, at its median round."""

    name: str
    cores: int
    titles_per_second: float
    titles_per_cpu_second: float


def titles_of_25_words() -> list[tuple[str, str]]:
    """Return test titles cut to 25 words, with their categories."""
    cut = []
    for title in read_titles(DATA / "test.jsonl"):
        words = word_offsets(title.text)
        if len(words) >= WORDS:
            cut.append((title.text[: words[WORDS - 1][1]], title.category))
    return [cut[place % len(cut)] for place in range(TITLES)]


def backends(folder: Path, cores: int) -> dict[str, Backend]:
    """Open every back end on so many cores."""
    card = read_card(folder)
    return {
        "PyTorch fp32": read_torch_backend(folder, card, "cpu", exact=True),
        "PyTorch bf16": read_torch_backend(folder, card, "cpu"),
        "ONNX int8": OnnxBackend(folder / onnx_file(0), cores),
    }


def measure(folder: Path, cores: int) -> list[Row]:
    """Read the titles with every back end in turn, several rounds."""
    torch.set_num_threads(cores)
    tagger, titles = Tagger.load(folder, "cpu"), titles_of_25_words()
    taggers = {name: replace(tagger, backend=backend) for name, backend in backends(folder, cores).items()}
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in taggers}
    for turn in range(ROUNDS + 1):
        for name, one in taggers.items():
            started, cpu = time.perf_counter(), time.process_time()
            one.tag(titles)
            if turn:
                seconds[name].append((time.perf_counter() - started, time.process_time() - cpu))
    return [
        Row(name, cores, TITLES / median(wall for wall, _ in spent), TITLES / median(cpu for _, cpu in spent))
        for name, spent in seconds.items()
    ]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tagger", type=Path, help="a trained tagger's folder")
    parser.add_argument("--cores", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.tagger or Path(temporary)
        if not options.tagger:
            texts = labelled(read_titles(DATA / "train.jsonl"))
            train_tagger(texts, Settings(device="cpu", training_epochs=1), folder)
        rows = [row for cores in options.cores for row in measure(folder, cores)]
    baseline = {row.cores: row for row in rows if row.name == "PyTorch fp32"}
    print(f"{'titles of 25 words':<20}{'cores':>6}{'titles/s':>10}{'/CPU s':>10}{'x fp32':>8}{'x by CPU s':>12}")
    for row in rows:
        slow = baseline[row.cores]
        wall, cpu = (
            row.titles_per_second / slow.titles_per_second,
            row.titles_per_cpu_second / slow.titles_per_cpu_second,
        )
        print(
            f"{row.name:<20}{row.cores:>6}{row.titles_per_second:>10.0f}{row.titles_per_cpu_second:>10.0f}"
            f"{wall:>8.2f}{cpu:>12.2f}"
        )
    write_result("tagger_speed", [asdict(row) for row in rows])


if __name__ == "__main__":
    main()
