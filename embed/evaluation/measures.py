"""What is counted of ranked answers: metrics with intervals, and how far claims can be trusted; ranks nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from ...extract.evaluation.metrics import CalibrationError, calibration_error, wilson_interval
from ..ranking import RankingMetrics

if TYPE_CHECKING:
    from numpy.typing import NDArray

DRAWS = 500
INTERVAL = (0.025, 0.975)
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
BINS = 10
SURE = 0.9


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds of processor time spent, by what they were spent on."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def of(self, *names: str) -> Iterator[None]:
        """Add what is spent inside to all of the names."""
        started = time.process_time()
        yield
        spent = time.process_time() - started
        for name in names:
            self.seconds[name] = self.seconds.get(name, 0.0) + spent

    def rounded(self) -> dict[str, float]:
        """Return the seconds with one decimal."""
        return {name: round(seconds, 1) for name, seconds in self.seconds.items()}


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with the 95 % interval around it."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


@dataclass(frozen=True, slots=True)
class BestAnswer:
    """The most probable value of a slot: what was `claimed` of it, and whether the catalog says so (`right`).

    `expected`: the probability that it is right, where the claim is about what is true and the catalog lists only part
    of that. `implied`: right, or implied by a tag that the catalog lists. `idle`: nothing was hidden of the slot.
    """

    claimed: float
    expected: float
    right: bool
    implied: bool
    idle: bool


@dataclass(frozen=True, slots=True)
class Threshold:
    """Slots with a claim of at least `probability`: their share (`coverage`), and the share of them that is right.

    `implied`: the share of them that is right or implied by what the catalog lists.
    """

    probability: float
    coverage: float
    precision: Interval | None
    implied: Interval | None


@dataclass(frozen=True, slots=True)
class Bin:
    """Slots with a similar claim, as `BestAnswer` says it, on average."""

    slots: int
    claimed: float
    expected: float
    right: float
    implied: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far the best answer's probability can be trusted, over `slots` slots.

    `error`: expected calibration error in 10 bins of equal mass, of what is expected to be right against what is.
    `idle_claims`: the share of the slots that miss nothing with a claim of at least .9, and `idle_unimplied` of those
    whose claim nothing in the catalog implies; `None` where there are no such slots.
    """

    slots: int
    error: CalibrationError
    claimed: float
    expected: float
    right: float
    bins: tuple[Bin, ...]
    thresholds: tuple[Threshold, ...]
    idle_claims: float | None
    idle_unimplied: float | None

    @classmethod
    def of(cls, answers: Sequence[BestAnswer]) -> Reliability:
        """Sum up the best answers of slots."""
        columns = {name: np.array([getattr(one, name) for one in answers], dtype=np.float64) for name in _COUNTED}
        ordered = np.argsort(columns["expected"], kind="stable")
        means = [
            Bin(len(part), *(_mean(columns[name][part]) for name in _COUNTED))
            for part in np.array_split(ordered, BINS)
            if len(part)
        ]
        idle = [one for one in answers if one.idle]
        claims = [one for one in idle if one.claimed >= SURE]
        return cls(
            slots=len(answers),
            error=calibration_error([(one.expected, one.right) for one in answers], bins=BINS),
            claimed=_mean(columns["claimed"]),
            expected=_mean(columns["expected"]),
            right=_mean(columns["right"]),
            bins=tuple(means),
            thresholds=tuple(_threshold(one, columns) for one in THRESHOLDS),
            idle_claims=len(claims) / len(idle) if idle else None,
            idle_unimplied=sum(not one.implied for one in claims) / len(idle) if idle else None,
        )


_COUNTED = ("claimed", "expected", "right", "implied")


def _threshold(least: float, columns: Mapping[str, NDArray[np.float64]]) -> Threshold:
    sure = columns["claimed"] >= least
    right, implied = (_share(columns[name][sure]) for name in ("right", "implied"))
    return Threshold(least, _mean(sure), right, implied)


def _share(hits: NDArray[np.float64]) -> Interval | None:
    count, total = int(hits.sum()), len(hits)
    return Interval(count / total, *wilson_interval(count, total)) if total else None


def _mean(values: NDArray[np.generic]) -> float:
    return float(values.mean()) if len(values) else 0.0


@dataclass(frozen=True, slots=True)
class Ranks:
    """The rank of each hidden value by every method, and the product it belongs to."""

    products: Sequence[str]
    methods: Mapping[str, Sequence[float]]

    def metrics(self) -> dict[str, RankingMetrics]:
        """Sum them up."""
        return {name: RankingMetrics.of(ranks) for name, ranks in self.methods.items()}

    def intervals(self) -> dict[str, Interval]:
        """Return the mean reciprocal rank of every method with its interval."""
        return {name: self._interval(self._gains(name)) for name in self.methods}

    def lead(self, ours: str, other: str) -> Interval:
        """Return how much better one method's mean reciprocal rank is than another's, on the same answers."""
        return self._interval(self._gains(ours) - self._gains(other))

    def _gains(self, method: str) -> NDArray[np.float64]:
        return 1 / np.asarray(self.methods[method], dtype=np.float64)

    def _interval(self, gains: NDArray[np.float64]) -> Interval:
        """Draw products, not answers, anew: those of one product stand or fall together (cluster bootstrap)."""
        if not len(gains):
            return Interval(0.0, 0.0, 0.0)
        _, product = np.unique(np.asarray(self.products), return_inverse=True)
        sums, counts = np.bincount(product, gains), np.bincount(product)
        generator, share = np.random.default_rng(0), np.full(len(sums), 1 / len(sums))
        draws = (generator.multinomial(len(sums), share) for _ in range(DRAWS))
        low, high = np.quantile([(drawn @ sums) / (drawn @ counts) for drawn in draws], INTERVAL)
        return Interval(float(gains.mean()), float(low), float(high))
