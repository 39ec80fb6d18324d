"""What is said about decisions before they are taken over: names nobody knows, tags that are not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from .decisions import Decision, decided_tags, in_canonical_values, in_schema_names, read_decisions
from .errors import NotFoundError
from .product_page import require_products
from .schema import read_schema
from .types import FREE_TAG
from .vocabulary import read_vocabulary
from .wording import counted, known_instead
from .workspace import Workspace

if TYPE_CHECKING:
    import polars as pl


def checked_decisions(workspace: Workspace, decisions: Sequence[Decision]) -> list[Decision]:
    """Return decisions with attributes named as the schema does.

    Raises:
        NotFoundError: the workspace does not have a product or an attribute.
    """
    if not decisions:
        return []
    about = [decision.product for decision in decisions if decision.product and decision.verdict != "forget"]
    require_products(workspace, about)
    schema = read_schema(workspace.schema_path)
    named = in_schema_names(decisions, schema)
    for decision in named:
        if decision.attribute not in schema and decision.attribute != FREE_TAG:
            hint = known_instead(decision.attribute, sorted(schema))
            raise NotFoundError(f"there is no attribute {decision.attribute!r}; {hint}")
    return named


def needless_rejections(workspace: Workspace, decisions: Sequence[Decision]) -> Iterator[str]:
    """Say of each rejected tag that its product does not have, asserted or predicted, what it has instead."""
    import polars as pl

    products = [decision.product for decision in decisions if decision.product and decision.verdict == "reject"]
    if not products:
        return
    canonical = in_canonical_values(decisions, read_vocabulary(workspace)[1])
    asserted = workspace.rows("triples", "head", products).select(product="head", attribute="relation", value="tail")
    predicted = workspace.rows("predictions", "product", products).select(asserted.columns)
    rejected = decided_tags(canonical, "reject")
    for product, attribute, value in rejected.join(
        pl.concat([asserted, predicted]), on=asserted.columns, how="anti"
    ).iter_rows():
        values = asserted.filter(product=product, attribute=attribute)["value"]
        has = f"it has: {', '.join(values)}" if len(values) else "it has none"
        yield f"{product} has no {attribute} {value!r} ({has}), and will never get it"


def decisions_about(
    products: pl.Series, decisions: Sequence[Decision], announce: Callable[[str], None]
) -> list[Decision]:
    """Leave out the decisions on products that the catalog does not have, and say how many they are."""
    ids = {None, *products}
    about = [decision for decision in decisions if decision.product in ids]
    if waiting := len(decisions) - len(about):
        announce(f"{counted(waiting, 'decision')} kept for products that the catalog does not have")
    return about


def workspace_decisions(workspace: Workspace) -> list[Decision]:
    """Return the decisions that the workspace obeys, each about the subject as its vocabulary names it."""
    schema, vocabulary = read_vocabulary(workspace)
    named = in_schema_names(read_decisions(workspace.decisions_path), schema)
    return [decision for decision in in_canonical_values(named, vocabulary) if decision.verdict != "forget"]


def withdrawals(workspace: Workspace, first: str, second: str, value: str) -> list[Decision]:
    """Return what forgets the decision on a tag (product, attribute, value) or a spelling (attribute, surface, value).

    Raises:
        NotFoundError: nothing was decided about either.
    """
    schema, vocabulary = read_vocabulary(workspace)
    asked = [Decision("forget", second, value, product=first), Decision("forget", first, value, surface=second)]
    known = {decision.subject for decision in workspace_decisions(workspace)}
    found = [one for one in in_canonical_values(in_schema_names(asked, schema), vocabulary) if one.subject in known]
    if not found:
        raise NotFoundError(
            f"nothing was decided about {first!r} {second!r} {value!r}; see what was with: kgtag decide list"
        )
    return found
