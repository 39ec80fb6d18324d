"""Which language of a catalog with several is read."""

from kgtag.kg.catalog_reading.locales import read_names


def test_the_language_with_the_most_filled_cells_is_read_and_the_others_are_not():
    columns = ["sku", "name-de_DE", "name-en_US", "care (de_DE)", "care (en_US)", "title_fr"]
    sample = [{"name-de_DE": "Zelt", "name-en_US": "tent", "care (de_DE)": "30 °C", "title_fr": ""}]
    assert read_names(columns, sample) == {
        "sku": "sku", "name-de_DE": "name", "name-en_US": None, "care (de_DE)": "care", "care (en_US)": None,
        "title_fr": "title",
    }  # fmt: skip


def test_a_language_that_a_text_has_alone_is_read_too():
    assert read_names(["name-de_DE", "care-en_US"], [{"name-de_DE": "Zelt"}])["care-en_US"] == "care"


def test_two_letters_behind_a_name_that_is_no_field_are_part_of_it():
    assert read_names(["size_it", "title_it"], []) == {"size_it": "size it", "title_it": "title"}
