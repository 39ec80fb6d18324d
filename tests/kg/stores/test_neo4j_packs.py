"""Every row is sent once, and no two threads write to the same hub."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from kgtag.kg.stores import neo4j_packs
from kgtag.kg.stores.neo4j_packs import edge_hubs, edge_lanes, node_lanes

hubs = st.lists(st.integers(1, 40), max_size=12)


def edges(counts):
    rows = [(f"P{number}", f"tag {hub:03}", 0.5) for hub, count in enumerate(counts) for number in range(count)]
    return pl.DataFrame(rows, schema={"from": pl.String, "to": pl.String, "confidence": pl.Float64}, orient="row")


def sent(frame, lanes):
    return [row for lane in lanes for pack in lane for row in frame.slice(pack.start, pack.rows).rows()]


@given(hubs)
def test_edges_of_one_hub_stay_in_one_lane_and_all_are_sent_once(counts):
    frame = edges(counts)
    before, neo4j_packs.PACK_ROWS = neo4j_packs.PACK_ROWS, 10
    lanes = edge_lanes(frame)
    neo4j_packs.PACK_ROWS = before
    assert sorted(sent(frame, lanes)) == sorted(frame.rows())
    assert all(pack.rows <= 10 for lane in lanes for pack in lane)
    tags = [{row[1] for row in sent(frame, [lane])} for lane in lanes]
    assert sum(map(len, tags)) == len(set().union(*tags))


def test_the_longest_lane_goes_first():
    lanes = edge_lanes(edges([3, 25_000, 4]))
    assert [len(lane) for lane in lanes] == [8, 1, 1]


def test_long_rows_make_smaller_packs():
    short, long = (
        pl.DataFrame({"id": [str(number) for number in range(20)], "text": ["x" * size] * 20}) for size in (9, 10**6)
    )
    assert len(node_lanes(short)) == 1
    assert len(node_lanes(long)) > 2
    assert len(sent(long, node_lanes(long))) == 20


def test_no_rows_make_no_packs():
    assert edge_lanes(edges([])) == node_lanes(edges([])) == []


def test_edges_are_grouped_by_the_node_they_lead_to():
    assert edge_hubs(edges([2, 1]).select("to", "from", "confidence")) == [
        ["tag 000", [("P0", 0.5), ("P1", 0.5)]],
        ["tag 001", [("P0", 0.5)]],
    ]
