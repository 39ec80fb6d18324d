"""HTML is read as what a person sees; all other text stays as it came."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kgtag.kg.catalog_reading.html_text import plain_text, with_line_ends


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Soft &amp; light</p>\n<p>Warm</p>", "Soft & light\nWarm"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<ul><li>180 gsm</li><li><b>Crew</b> neck</li></ul>", "180 gsm\nCrew neck"),
        ("<table><tr><th>Material</th><td>Oak</td></tr></table>", "Material: Oak"),
        ("<table><tr><td>Size</td><td>M</td><td>L</td></tr></table>", "Size: M, L"),
        ("<dl><dt>Material</dt><dd>Oak</dd></dl>", "Material: Oak"),
        ("<style>p {color: red}</style><p>Mug</p><script>if (1 < 2) {}</script>", "Mug"),
        ("<P CLASS='x'>30&nbsp;&deg;C</P>", "30 °C"),
        ("&lt;p&gt;Salt &amp;amp; pepper&lt;/p&gt;", "Salt & pepper"),
        ("Salt &amp; pepper", "Salt & pepper"),
    ],
)  # fmt: skip
def test_markup_is_read_as_what_it_shows(html: str, text: str) -> None:
    assert plain_text(html) == text


@pytest.mark.parametrize("text", ["5 < 6 > 4", "AT&T & Co", "a <3 b", "R&D;", "  two  spaces \n", "x < y and z > w"])
def test_what_only_looks_like_markup_stays(text: str) -> None:
    assert plain_text(text) == text


@given(st.text().filter(lambda text: not {"<", "&"} & set(text)))
def test_text_without_markup_stays_as_it_came(text: str) -> None:
    assert plain_text(text) == text


@given(st.text(alphabet="<>/&;pbrtdx !-=\"'"))
def test_broken_markup_never_fails(text: str) -> None:
    assert isinstance(plain_text(text), str)


def test_line_ends_that_an_export_spelled_out_are_line_ends() -> None:
    assert with_line_ends(r"Holds 1 l.\n\nLight.\r\nBlue") == "Holds 1 l.\n\nLight.\nBlue"
