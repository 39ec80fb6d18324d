"""What is said about decisions: names that nobody knows, values of another kind, new ones, tags that are not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .decisions import Decision, decided_tags, in_canonical_values, in_schema_names, read_decisions
from .errors import KgtagError, NotFoundError, SchemaError
from .product_page import require_products
from .quantities import Quantity, convert
from .schema import Attribute, Kind, known_attribute
from .values import parse_boolean
from .vocabulary import Value, Vocabulary, read_vocabulary
from .wording import counted, did_you_mean
from .workspace import Workspace

if TYPE_CHECKING:
    import polars as pl


_KINDS: Mapping[Kind, str] = {"quantity": "numbers with a unit", "number": "numbers", "boolean": "yes and no"}


def checked_decisions(workspace: Workspace, decisions: Sequence[Decision]) -> list[Decision]:
    """Return decisions with attributes named as the schema does.

    Raises:
        NotFoundError: the workspace does not have a product or an attribute.
        SchemaError: a value that is to be given is not of the attribute's kind.
    """
    if not decisions:
        return []
    schema, vocabulary = read_vocabulary(workspace)
    named = in_schema_names(decisions, schema)
    known = set(workspace.rows("products", "id", [decision.product for decision in named if decision.product])["id"])
    for decision in named:
        with _told_where(decision):
            if decision.product and decision.verdict != "forget" and decision.product not in known:
                require_products(workspace, [decision.product])
            known_attribute(schema, decision.attribute)
            if doubt := _wrong_kind(decision, vocabulary):
                raise SchemaError(f"{doubt}; or write another kind into {workspace.schema_path}")
    return named


@contextmanager
def _told_where(decision: Decision) -> Iterator[None]:
    """Begin an error about a decision with the line that it stands in."""
    try:
        yield
    except KgtagError as error:
        raise type(error)(f"{decision.place}: {error}" if decision.place else str(error)) from error


def _wrong_kind(decision: Decision, vocabulary: Vocabulary) -> str:
    """Say what a decision must give, where its value is neither of the attribute's kind nor one of its cells."""
    attribute = vocabulary.attribute(decision.attribute)
    value = vocabulary.canonical(attribute.name, decision.value)
    is_given = decision.verdict in ("accept", "merge")
    if not is_given or vocabulary.is_known(attribute.name, value.name) or _is_of_kind(value, attribute):
        return ""
    examples = list(vocabulary.products(attribute.name))[:1]
    such_as = f", such as {examples[0]!r}" if examples else ""
    return f"{attribute.name} holds {_KINDS[attribute.kind]}, and {decision.value!r} is none: write one{such_as}"


def _is_of_kind(value: Value, attribute: Attribute) -> bool:
    if attribute.kind in ("text", "boolean"):
        return attribute.kind == "text" or parse_boolean(value.name) is not None
    if value.number is None or value.unit is None or attribute.unit is None:
        return value.number is not None
    return convert(Quantity(value.number, value.unit), attribute.unit) is not None


def decision_doubts(workspace: Workspace) -> list[str]:
    """Say which lines of decisions.jsonl give an attribute a value that is not of its kind."""
    schema, vocabulary = read_vocabulary(workspace)
    named = in_schema_names(read_decisions(workspace.decisions_path), schema)
    return [f"{decision.place}: {doubt}" for decision in named if (doubt := _wrong_kind(decision, vocabulary))]


def new_values(workspace: Workspace, decisions: Sequence[Decision]) -> Iterator[str]:
    """Say of each word that a decision gives and no cell has that it is new, and which known one may be meant."""
    given = [decision for decision in decisions if decision.verdict in ("accept", "merge")]
    if not given:
        return
    vocabulary = read_vocabulary(workspace)[1]
    for decision in given:
        name, value = decision.attribute, vocabulary.canonical(decision.attribute, decision.value).name
        if vocabulary.attribute(name).kind == "text" and not vocabulary.is_known(name, value):
            meant = did_you_mean(value, vocabulary.products(name))
            yield f"{name} {value!r} is new to the catalog{meant and f'; {meant}'}"


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
