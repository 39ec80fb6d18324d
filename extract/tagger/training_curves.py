"""The curves of a training for TensorBoard, where a folder is named for them; knows no model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ...kg.errors import SettingsError

WriteRound = Callable[[int, float], None]
"""Writes a round's number and its mean loss."""


@contextmanager
def training_curves(folder: str, name: str, measure: Callable[[], float | None]) -> Iterator[WriteRound]:
    """Yield what writes the loss of a round and the F1 after it, which `measure` returns, into `folder`/`name`.

    Without a folder nothing is measured or written. Raises SettingsError when TensorBoard is not installed.
    """
    if not folder:
        yield lambda number, loss: None
        return
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError as error:
        raise SettingsError("curves are written by TensorBoard, which is missing: `pip install tensorboard`") from error
    with SummaryWriter(Path(folder, name)) as writer:

        def write(number: int, loss: float) -> None:
            writer.add_scalar("loss", loss, number)
            if (f1 := measure()) is not None:
                writer.add_scalar("held-out F1", f1, number)
            writer.flush()

        yield write
