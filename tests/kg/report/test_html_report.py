"""What the report's page says and shows, whatever the catalog's texts hold."""

import json
from datetime import datetime, timedelta
from html.parser import HTMLParser

import polars as pl
import pytest
from click.testing import CliRunner
from kgtag.kg.commands.report import report
from kgtag.kg.errors import NotFoundError, SettingsError
from kgtag.kg.report.facts import report_facts
from kgtag.kg.report.html_report import html_report, write_html_report
from kgtag.kg.report.measured import Measured, keep_measured
from kgtag.kg.settings import Settings
from report_workspace import HOSTILE, report_workspace, write


class Page(HTMLParser):
    """The elements, the attributes and the words of a page, and the words of its marks."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.attributes, self.marks, self.words = set(), [], [], ""
        self.hidden = self.inside = False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.add(tag)
        self.attributes += attributes
        self.hidden = tag == "style"
        if tag in ("td", "th", "small", "tr"):
            self.words += " "
        if tag == "mark":
            self.marks.append([dict(attributes), ""])
            self.inside = True

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "mark"
        self.hidden = False

    def handle_data(self, data):
        if not self.hidden:
            self.words += data
        if self.inside:
            self.marks[-1][1] += data


@pytest.fixture
def workspace(tmp_path):
    return report_workspace(tmp_path / "shop")


def page_of(workspace, product=None):
    return html_report(report_facts(workspace, Settings(workspace=workspace.root), product))


def words_of(workspace):
    return " ".join(Page(page_of(workspace)).words.split())


def test_words_that_only_go_with_a_tag_are_not_said_to_say_it(workspace):
    reader = pl.when(pl.col("origin") == "text").then(pl.lit("clue")).otherwise("extractor")
    workspace.write("evidence", workspace.table("evidence").with_columns(extractor=reader))
    words = words_of(workspace)
    company = "products whose Color is known and whose text has “red” mostly have it"
    assert f"{company} found by words that go with it" in words
    assert "says “red”" not in words


def test_what_people_decided_is_counted_apart(workspace):
    assert "decided" not in words_of(workspace)
    origin = pl.when(relation="Brand").then(pl.lit("decision")).otherwise("origin")
    workspace.write("evidence", workspace.table("evidence").with_columns(origin=origin))
    words = words_of(workspace)
    assert "a person decided so" in words
    assert "30 decided" in words


def test_the_page_needs_nothing_but_itself(workspace):
    page = Page(page_of(workspace))
    assert page.elements.isdisjoint({"script", "img", "iframe", "object", "embed", "form"})
    links = [value for name, value in page.attributes if name in ("src", "href", "srcset", "xlink:href", "data")]
    assert all(link.startswith(("#", "data:")) for link in links)
    assert "url(" not in page_of(workspace)
    assert "@import" not in page_of(workspace)


def test_hostile_text_stays_text(workspace):
    page = Page(page_of(workspace))
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert "<script>alert(1)</script>" in page.words
    assert "{{ 7 * 7 }}" in page.words
    assert page_of(workspace).count("<bdi>") == page_of(workspace).count("</bdi>")


def test_a_mark_covers_exactly_the_words_that_are_evidence(workspace):
    marks = [(entry["data-attribute"], words) for entry, words in Page(page_of(workspace)).marks]
    assert set(marks) == {("Color", "red"), ("Weight", "300 g")}


def test_a_mark_says_what_it_is_evidence_for_how_sure_and_who_found_it(workspace):
    titles = {entry["title"] for entry, _ in Page(page_of(workspace)).marks}
    assert "Color: reddish (confidence 0.95, the tagger)" in titles


def test_a_long_description_is_cut_and_says_so(workspace):
    assert len(page_of(workspace)) < 150_000
    assert "more characters are not shown" in words_of(workspace)


def test_the_same_workspace_gives_the_same_bytes(workspace):
    assert page_of(workspace) == page_of(workspace)


def test_coverage_tells_what_each_source_adds(workspace):
    facts = report_facts(workspace, Settings(workspace=workspace.root))
    rows = {row.name: (row.of, row.catalog, row.text, row.predicted, row.open) for row in facts.by_attribute.rows}
    assert rows["Brand"] == (30, 30, 0, 0, 0)
    assert rows["Color"] == (30, 0, 30, 0, 0)
    assert rows["Closure"] == (30, 0, 0, 1, 29)
    whole = facts.whole
    assert (whole.of, whole.catalog, whole.text, whole.predicted) == (120, 30, 60, 1)


def test_what_was_not_measured_is_not_claimed(workspace):
    assert "Nothing has been measured" in words_of(workspace)
    assert "kgtag evaluate" in words_of(workspace)


def test_what_training_measured_on_texts_set_aside_is_shown(workspace):
    card = workspace.models / "extraction" / "tagger" / "tagger.json"
    card.parent.mkdir(parents=True)
    training = {"texts": 585, "held_out_texts": 159, "threshold": 0.06, "held_out_f1": 0.9105}
    card.write_text(json.dumps({"training": training}))
    words = words_of(workspace)
    assert "the BERT tagger" in words
    assert "0.910" in words
    assert "159 texts" in words


def test_what_evaluation_measured_stands_beside_the_simple_methods(workspace):
    rows = (("kgtag", "0.834"), ("popularity <b>", "0.070"))
    keep_measured(Measured("completion", "20 hidden cells", ("Method", "MRR"), rows, ("Be careful.",)), workspace)
    words = words_of(workspace)
    assert all(word in words for word in ("Completion", "20 hidden cells", "0.834", "popularity <b>", "Be careful."))
    assert "Nothing has been measured" not in words


def test_tags_that_are_taken_more_and_more_are_shown_where_interactions_have_times(workspace):
    assert "Taken more and more" not in words_of(workspace)
    days = [datetime(2026, 1, 1) + timedelta(days=day) for day in range(80)]
    taken = [("u", "S03" if day < 60 else "S00", None, 1.0, when) for day, when in enumerate(days)]
    write(workspace, "interactions", taken)
    words = words_of(workspace)
    assert "Taken more and more" in words
    assert "green" in words[words.index("Taken more and more") :]


def test_a_tagger_without_texts_set_aside_has_no_measured_quality(workspace):
    card = workspace.models / "extraction" / "tagger" / "crf.json"
    card.parent.mkdir(parents=True)
    card.write_text(json.dumps({"training": {"texts": 5, "held_out_texts": 0, "threshold": 0.5, "held_out_f1": 0.0}}))
    assert "Nothing has been measured" in words_of(workspace)


def test_doubts_are_listed_with_what_is_unusual(workspace):
    words = words_of(workspace)
    assert "green the description says “red”, confidence 0.85" in words
    assert "Weight 90000 g 316 g 29 products of Shoes > Trail" in words
    assert "Color redish reddish 29 products" in words


def test_rejected_lines_are_shown_with_their_reason(workspace):
    assert "catalog.jsonl:7 there is no title <script>" in words_of(workspace)


def test_likenesses_are_shown_before_plain_rules(workspace):
    facts = report_facts(workspace, Settings(workspace=workspace.root))
    assert [row.rule for row in facts.folded.rows] == ["fuzzy", "case"]
    assert facts.folded_by_rule == {"case": 1, "fuzzy": 1}


def test_a_run_is_told_by_its_time_its_version_and_its_settings(workspace):
    words = words_of(workspace)
    assert "kgtag 0.1.0, 2026-11-21 10:00 UTC" in words
    assert "read 1.5 extract in step already" in words


def test_a_workspace_without_runs_rejects_or_predictions_has_a_report(workspace):
    workspace.rejects_path.unlink()
    workspace.table_path("predictions").unlink()
    (workspace.root / "runs" / "r.json").unlink()
    assert "every line of the catalog was read" in words_of(workspace)


def test_the_product_that_is_drawn_can_be_chosen(workspace):
    assert report_facts(workspace, Settings(workspace=workspace.root), "S07").drawn.nodes[0].id == "S07"
    with pytest.raises(NotFoundError, match="there is no product 'S7'"):
        page_of(workspace, "S7")


def test_the_command_says_where_the_file_is(workspace, tmp_path):
    file = tmp_path / "report.html"
    done = CliRunner().invoke(report, ["-o", str(file), "-w", str(workspace.root)], catch_exceptions=False)
    assert (done.stdout, f"wrote {file}" in done.stderr) == ("", True)
    assert "Next: kgtag show" in done.stderr
    assert file.read_text(encoding="utf-8") == page_of(workspace)


def test_json_prints_the_facts_and_writes_no_file(workspace, tmp_path):
    file = tmp_path / "report.html"
    done = CliRunner().invoke(report, ["--json", "-o", str(file), "-w", str(workspace.root)], catch_exceptions=False)
    facts = json.loads(done.stdout)
    assert facts["counts"]["products"] == 30
    assert facts["doubts"]["titles"]["S01"].startswith("Acme Trail shoe, red<script>")
    assert HOSTILE not in done.stderr
    assert not file.exists()


def test_a_file_that_cannot_be_written_is_named(workspace, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="choose another file with -o"):
        write_html_report(report_facts(workspace, Settings(workspace=workspace.root)), tmp_path / "file" / "page.html")
