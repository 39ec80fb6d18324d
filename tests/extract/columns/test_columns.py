from __future__ import annotations

import json

import pytest
from kgtag.extract.alignment import align
from kgtag.extract.columns.columns import learn_columns
from kgtag.extract.columns.files import COLUMNS, read_columns, write_columns
from kgtag.extract.extractors import Extractors
from kgtag.extract.tagger.decoding import Candidate
from kgtag.kg.errors import WorkspaceError
from kgtag.kg.vocabulary import written_cells

SHADES = {"Metallic": ["silver", "steel"], "Blue": ["navy", "azure"], "Red": ["ruby", "wine"]}


def catalog(world, shades=SHADES):
    """Colours are paraphrased, materials stand in the title."""
    shade_of = [(family, shade) for family, own in shades.items() for shade in own]
    rows = [
        {
            "id": str(place),
            "title": f"Chair {place} in {shade_of[place % 6][1]}, oak",
            "description": f"A {shade_of[place % 6][1]} chair.",
            "attributes": {"Color": [shade_of[place % 6][0]], "Material": ["oak"]},
        }
        for place in range(80)
    ]
    return world(*rows)


def learned(made):
    cells = written_cells(made.products, made.vocabulary)
    return learn_columns(made.products, made.vocabulary, cells, align(made.products, made.vocabulary, cells))


NEW = {"id": "new", "title": "Navy armchair", "description": "In navy.", "category": []}


def found(columns, made):
    texts = {"title": NEW["title"], "description": NEW["description"]}
    return [
        (one.attribute, one.value, texts[one.field][one.start : one.end])
        for one in columns.find(NEW, made.vocabulary, made.schema)
        if one.score > 0.5
    ]


def test_only_columns_that_texts_paraphrase_are_learned(world):
    assert set(learned(catalog(world)).readers) == {"Color"}


def test_a_value_keeps_its_surface_form_in_each_text(world):
    made = catalog(world)
    assert found(learned(made), made) == [("Color", "Blue", "Navy"), ("Color", "Blue", "navy")]


def marks(columns, made, title):
    """Say of each place of the surest colour whether its words only go with it."""
    product = {"id": "new", "title": title, "description": "", "category": []}
    said = columns.find(product, made.vocabulary, made.schema)
    return {(one.value, title[one.start : one.end], one.extractor) for one in said if one.score > 0.5}


def test_words_that_only_go_with_a_value_are_marked_as_a_clue(world):
    made = catalog(world)
    assert marks(learned(made), made, "Navy armchair") == {("Blue", "Navy", "clue")}


def test_words_that_hold_the_name_of_a_value_say_it(world):
    made = catalog(world, {**SHADES, "Blue": ["bluish", "sky blue"]})
    columns = learned(made)
    assert marks(columns, made, "Bluish armchair") == {("Blue", "Bluish", "clue")}
    assert {extractor for _, _, extractor in marks(columns, made, "Armchair in sky blue")} == {"column"}


@pytest.mark.parametrize(("name", "short"), [("Deep Sea", "ds"), ("Indigo", "indi")])
def test_initials_and_the_beginning_of_a_value_say_it(world, name, short):
    made = catalog(world, {"Metallic": SHADES["Metallic"], name: [short, "navy"], "Red": SHADES["Red"]})
    assert {extractor for _, _, extractor in marks(learned(made), made, f"Armchair {short}")} == {"column"}


def test_a_number_in_words_at_the_beginning_of_a_value_only_goes_with_it(world):
    made = catalog(world, {"Metallic": SHADES["Metallic"], "Three keys": ["three", "navy"], "Red": SHADES["Red"]})
    assert {extractor for _, _, extractor in marks(learned(made), made, "Armchair three")} == {"clue"}


def test_written_and_read_again_columns_say_the_same(world, tmp_path):
    made = catalog(world)
    columns = learned(made)
    write_columns(columns, tmp_path)
    again = read_columns(tmp_path)
    assert again.find(NEW, made.vocabulary, made.schema) == columns.find(NEW, made.vocabulary, made.schema)


def test_no_file_means_no_columns(tmp_path):
    assert read_columns(tmp_path).readers == {}


def test_broken_files_are_told_with_what_mends_them(world, tmp_path):
    write_columns(learned(catalog(world)), tmp_path)
    (tmp_path / COLUMNS).write_text(json.dumps({"format": 99}), encoding="utf-8")
    with pytest.raises(WorkspaceError, match="kgtag build --fresh"):
        read_columns(tmp_path)


class Parrot:
    """A tagger that takes "Red oak" at the beginning of a text for a colour and a material."""

    version, threshold = "1", 0.5

    def tag(self, texts, progress):
        return [[Candidate(0, 3, "Color", 0.9), Candidate(4, 7, "Material", 0.9)] for _ in texts]


def test_the_tagger_and_the_reader_of_a_column_read_side_by_side(world):
    made = catalog(world)
    extractors = Extractors(made.vocabulary, made.schema, Parrot(), learned(made))
    product = {"id": "new", "title": "Red oak frame, navy armchair", "description": "", "category": []}
    found = extractors.find([product])[0]
    said = {
        (one.attribute, one.value, one.extractor) for one in found if one.extractor != "catalog" and one.score > 0.5
    }
    assert said == {("Color", "Red", "tagger"), ("Color", "Blue", "clue"), ("Material", "oak", "tagger")}
