"""The words that bound a number in a query, language by language, as patterns without accents; reads no number."""

from __future__ import annotations

import re

_ROMANCE = {
    "fr": ("plus (?:{}) (?:que|de)", "moins (?:{}) (?:que|de)"),
    "es": ("mas (?:{}) (?:que|de)", "menos (?:{}) (?:que|de)"),
    "it": ("piu (?:{}) (?:di|che)", "meno (?:{}) (?:di|che)"),
}
"""How "more …" and "less … than" are said around an adjective."""
_SMALL = {
    "fr": r"leg(?:er|ere)s?|courte?s?|petite?s?|etroite?s?|minces?|fine?s?|bas(?:se)?s?|bon marche",
    "es": r"liger[oa]s?|livian[oa]s?|cort[oa]s?|pequen[oa]s?|estrech[oa]s?|delgad[oa]s?|fin[oa]s?|baj[oa]s?"
    r"|barat[oa]s?",
    "it": r"legger[oaie]|cort[oaie]|piccol[oaie]|strett[oaie]|sottil[ei]|bass[oaie]|economic[oaihe]{1,2}",
}
_GREAT = {
    "fr": r"lourde?s?|long(?:ue)?s?|grande?s?|gros(?:se)?s?|larges?|epais(?:se)?s?|haute?s?|profonde?s?|chere?s?"
    r"|puissante?s?",
    "es": r"pesad[oa]s?|larg[oa]s?|grandes?|anch[oa]s?|grues[oa]s?|alt[oa]s?|profund[oa]s?|car[oa]s?|potentes?",
    "it": r"pesant[ei]|lung(?:[oa]|hi|he)|grand[ei]|largh?[oaie]|spess[oaie]|alt[oaie]|profond[oaie]|car[oaie]"
    r"|potent[ei]",
}


def _compared(language: str, *, less: bool) -> str:
    more_than, less_than = _ROMANCE[language]
    small, great = _SMALL[language], _GREAT[language]
    return f"{more_than.format(small if less else great)}|{less_than.format(great if less else small)}"


_BELOW = {
    "en": r"under|below|(?:less|fewer|lower) than|less (?:heavy|long|large|big|wide|tall|expensive|powerful) than"
    r"|(?:light|short|small|cheap|thin|narrow|slimm|quiet|young)er than",
    "de": r"unter(?:halb von)?|(?:weniger|geringer) als|weniger (?:schwer|lang|gross|breit|hoch|teuer) als"
    r"|(?:leicht|kurz|klein|billig|gunstig|schmal|dunn|flach|niedrig|leis|jung)er als",
    "fr": rf"moins de|(?:en[- ]dessous|au[- ]dessous) de|inferieure?s? a|{_compared('fr', less=True)}",
    "es": rf"menos de|menos que|(?:por )?debajo de|inferior(?:es)? a|{_compared('es', less=True)}",
    "it": rf"meno di|sotto (?:ai?|gli|il?)?|inferior[ei] a|{_compared('it', less=True)}",
    "nl": r"onder|minder (?:\w+ )?dan|(?:licht|kort|klein|goedkop|small|dunn|lag|still)er dan",
    "": "<",
}
_ABOVE = {
    "en": r"over|above|more than|more (?:expensive|powerful) than"
    r"|(?:great|heavi|long|larg|bigg|tall|wid|thick|high|deep|strong|loud|old)er than",
    "de": r"(?:u|ue)ber|oberhalb von|mehr als"
    r"|(?:schwer|lang|breit|dick|hoh|hoeh|tief|teur|teuer|stark|staerk|laut|alt|gro(?:ss|ß|ess))er als",
    "fr": rf"plus de|au[- ]dessus de|superieure?s? a|{_compared('fr', less=False)}",
    "es": rf"mas de|mas que|(?:por )?encima de|superior(?:es)? a|{_compared('es', less=False)}",
    "it": rf"piu di|oltre|sopra (?:ai?|gli|il?)?|superior[ei] a|{_compared('it', less=False)}",
    "nl": r"boven|meer dan|(?:zwaard|lang|grot|bred|dikk|hog|diep|duurd|sterk)er dan",
    "": ">",
}
_AT_MOST = {
    "en": r"up to|at most|within|max(?:imum|imal)?\.?(?: of)?",
    "de": r"hochstens|hoechstens|maximal|bis(?: zu)?",
    "fr": r"au plus|au maximum|jusqu['’]?a",
    "es": r"hasta|como maximo|maximo",
    "it": r"fino a|al massimo|massimo",
    "nl": r"hoogstens|maximaal|ten hoogste|tot",
    "": r"≤|<=|=<",
}
_AT_LEAST = {
    "en": r"at least|from|starting at|min(?:imum)?\.?(?: of)?",
    "de": r"mindestens|wenigstens|minimal|ab",
    "fr": r"au moins|au minimum|a partir de|des",
    "es": r"al menos|como minimo|minimo|desde",
    "it": r"almeno|minimo|a partire da|da",
    "nl": r"minstens|minimaal|ten minste|vanaf",
    "": r"≥|>=|=>",
}
_OR_LESS = (
    "(?:or|and) (?:less|under|below|lighter|smaller|shorter|lower)|(?:oder|und) (?:weniger|leichter|kleiner|kurzer)"
    r"|ou moins|o menos|o meno|of minder|max(?:imum|imal|imaal)?\b|au maximum|hochstens|como maximo|al massimo"
)
_OR_MORE = (
    r"(?:(?:or|and) (?:more|over|above|up|longer|larger|heavier|higher)|(?:oder|und) (?:mehr|langer|grosser|schwerer)"
    r"|ou plus|o mas|o piu|of meer)\b|(?:min(?:imum|imal|imaal)?|au minimum|como minimo|mindestens)\b(?!\.?\w)"
)


def _any(patterns: dict[str, str]) -> str:
    return "|".join(patterns.values())


BEFORE = re.compile(
    rf"(?<!\w)(?:(?P<most>{_any(_AT_MOST)})|(?P<least>{_any(_AT_LEAST)})|(?P<below>{_any(_BELOW)})"
    rf"|(?P<above>{_any(_ABOVE)}))[\s$€£¥]*$",
    re.IGNORECASE,
)
"""A bound that ends where the number begins; the group names its kind."""
AFTER = re.compile(rf"\s*(?:(?P<most>{_OR_LESS})|(?P<least>{_OR_MORE}|\+))", re.IGNORECASE)
"""A bound that begins where the number ends."""
BETWEEN = re.compile(r"\s*(?P<word>-|–|—|~|to|bis(?: zu)?|and|und|y|et|a|e|en|tot)\s*[$€£¥]?", re.IGNORECASE)
"""What stands between the two numbers of an interval."""
PAIRED = frozenset({"and", "und", "y", "et", "e", "en"})
"""Of these the words that make an interval only after an opening one."""
OPENING = re.compile(
    r"(?<!\w)(?:between|from|zwischen|von|entre|de|desde|tra|fra|da|tussen|van)\s+[$€£¥]?$", re.IGNORECASE
)
"""What opens an interval."""
DENIED = {"most": "above", "least": "below", "below": "least", "above": "most"}
"""What each kind of bound means when it is denied ("not heavier than")."""
