"""The report in a real Chromium: readable on a phone and on a desk, by day and by night, without a network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kgtag.kg.report.facts import report_facts
from kgtag.kg.report.html_report import write_html_report
from kgtag.kg.settings import Settings
from report_workspace import report_workspace

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
ENOUGH = 4.5
"""The contrast that WCAG 2.2 asks of text (1.4.3, level AA)."""
CONTRASTS = """() => {
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    const read = color => {
        canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const bright = color => color.slice(0, 3).map(part => part / 255)
        .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
    const behind = element => {
        for (let one = element; one; one = one.parentElement) {
            const color = read(getComputedStyle(one).backgroundColor);
            if (color[3] === 255) return color;
        }
        return [255, 255, 255, 255];
    };
    return [...document.querySelectorAll('body *')]
        .filter(one => !one.closest('svg') && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
        .map(one => {
            const [text, back] = [bright(read(getComputedStyle(one).color)), bright(behind(one))];
            return [(Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05), one.outerHTML.slice(0, 80)];
        });
}"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    workspace = report_workspace(folder / "shop")
    write_html_report(report_facts(workspace, Settings(workspace=workspace.root)), folder / "report.html")
    return folder / "report.html"


@pytest.fixture(params=[(PHONE, "light"), (PHONE, "dark"), (DESK, "light"), (DESK, "dark")], ids=str)
def page(request: pytest.FixtureRequest, chromium: Any, file: Path) -> Iterator[Any]:
    """The report in a window of each kind; what it asks for and what it complains about is collected."""
    viewport, scheme = request.param
    context = chromium.new_context(viewport=viewport, color_scheme=scheme, offline=True)
    page = context.new_page()
    page.asked, page.said = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.said.append(message.text))
    page.on("dialog", lambda dialog: page.said.append(dialog.message))
    page.goto(file.as_uri())
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    yield page
    context.close()


def test_nothing_is_asked_of_a_network_and_nothing_runs(page: Any, file: Path):
    assert [url for url in page.asked if not url.startswith("data:")] == [file.as_uri()]
    assert page.said == []


def test_nobody_has_to_scroll_sideways(page: Any):
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_all_text_stands_out_from_what_is_behind_it(page: Any):
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) > 100
    assert [entry for entry in contrasts if entry[0] < ENOUGH] == []


def test_rows_and_headings_of_tables_are_told_to_those_who_cannot_see_them(page: Any):
    assert page.get_by_role("rowheader", name="Color").count() > 0
    assert page.get_by_role("columnheader", name="Where its values come from", exact=True).count() > 0
    assert page.get_by_role("img", name="The neighbourhood of").count() == 1


def test_a_section_is_one_click_away(page: Any):
    page.get_by_role("link", name="Picture").click()
    assert page.evaluate("location.hash") == "#picture"


def test_the_labels_of_the_picture_stay_within_it(page: Any):
    assert page.evaluate("""() => {
        const frame = document.querySelector('svg').getBoundingClientRect();
        return [...document.querySelectorAll('svg text')].map(text => text.getBoundingClientRect()).every(
            box => box.left >= frame.left && box.right <= frame.right && box.bottom <= frame.bottom);
    }""")
