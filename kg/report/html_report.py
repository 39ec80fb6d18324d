"""The report as one HTML file: fills `templates/report.html`, which decides how the facts look; computes none."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from ..errors import SettingsError
from ..tables import write_text
from ..types import FREE_TAG
from .facts import ReportFacts
from .marked_text import shortened
from .neighbourhood import HEIGHT, WIDTH

_LONGEST = 90


def html_report(facts: ReportFacts) -> str:
    """Write the report; whatever the catalog's texts hold is escaped, kept apart from its surroundings, and cut."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    def own_words(text: object, longest: int = _LONGEST) -> Markup:
        """Text of the catalog: a right-to-left word does not turn the sentence around it."""
        return Markup("<bdi>{}</bdi>").format(shortened(str(text), longest))

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"own": own_words, "count": _count, "share": _share, "number": _number}
    page = environment.from_string(_template("report.html"))
    style = Markup(_template("report.css"))  # noqa: S704 - a file of this package
    return page.render(facts=facts, style=style, width=WIDTH, height=HEIGHT, free_tag=FREE_TAG)


def _template(name: str) -> str:
    return files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


def _count(number: int) -> str:
    return f"{number:,}"


def _share(part: int, whole: int) -> str:
    """Write a share in percent, so that neither nothing nor everything is claimed where a little is missing."""
    if not whole or not part:
        return "0 %"
    percent = 100 * part / whole
    if percent < 1:
        return "< 1 %"
    return "> 99 %" if 99 < percent < 100 else f"{percent:.0f} %"


def _number(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1_000 else f"{value:,.0f}"


def write_html_report(facts: ReportFacts, path: Path) -> None:
    """Write the report to a file in one step; raises SettingsError where none can be written."""
    try:
        write_text(html_report(facts), path)
    except OSError as error:
        raise SettingsError(f"cannot write {path}: {error.strerror}; choose another file with -o") from error
