"""What products carry into the graph beside the fields that kgtag reads."""

import json

import polars as pl
from kgtag.kg.catalog_reading.catalog_fields import catalog_fields

TAKEN = ("id", "name", "workspace")


def fields(*records, **roles):
    products = pl.DataFrame({"record": [json.dumps(record) for record in records]})
    columns = {column: "record" for record in records for column in record} | roles
    return catalog_fields(products, columns, TAKEN).to_dict(as_series=False)


def test_numbers_truths_and_texts_keep_their_kind():
    assert fields({"price": 12.5, "stock": 3, "sale": True, "url": "https://shop.example"}) == {
        "price": [12.5], "sale": [True], "stock": [3], "url": ["https://shop.example"],
    }  # fmt: skip


def test_a_column_of_whole_and_broken_numbers_is_one_of_numbers():
    assert fields({"price": 12}, {"price": 9.99}) == {"price": [12.0, 9.99]}


def test_a_mixture_becomes_text_as_it_stood():
    assert fields({"price": 12.5}, {"price": "on request"}, {"price": None}) == {"price": ["12.5", "on request", None]}


def test_a_number_that_no_store_holds_becomes_text():
    assert fields({"serial": 10**30}) == {"serial": [str(10**30)]}


def test_what_is_read_as_something_else_is_left_out():
    assert fields({"id": "P1", "price": 1, "Brand": "Acme"}, id="id", Brand="attribute") == {"price": [1]}


def test_nested_and_empty_cells_are_left_out():
    assert fields({"images": ["a.png"], "size": {"w": 1}, "note": ""}) == {}


def test_names_need_no_backticks():
    assert fields({"List price (€)": 5, "größe": 1, "`}) DETACH DELETE n //": 2}) == {
        "DETACH_DELETE_n": [2], "List_price": [5], "größe": [1],
    }  # fmt: skip


def test_of_names_that_differ_in_case_only_one_stays_and_never_in_place_of_kgtags_own():
    assert fields({"Price": 1, "price": 2, "Workspace": "mine", "NAME": "x"}) == {"Price": [1]}


def test_a_column_that_turned_up_late_is_judged_like_the_others():
    products = pl.DataFrame({"record": ['{"id": "P1", "title": "Boot", "price": 5}']})
    assert catalog_fields(products, {"id": "id", "title": "title"}, TAKEN).to_dict(as_series=False) == {"price": [5]}
