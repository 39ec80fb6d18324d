"""The words that bound a number in a query, language by language, as patterns without accents; reads no number."""

from __future__ import annotations

import re

from ..prices import SIGNS

_SIGNS = re.escape(SIGNS)
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
_MOST_BEFORE, _LEAST_BEFORE = "最大|最多|不超过|不大于|不多于|최대", "最小|最低|至少|不少于|不低于|不小于|최소"
_BELOW_BEFORE, _ABOVE_BEFORE = "小于|低于|少于|轻于|短于|窄于", "(?<!不)超过|大于|高于|多于|重于|长于|宽于"
_MOST_AFTER, _LEAST_AFTER = "以下|以内|之内|まで|이하|이내|까지", "以上|이상|부터"
_BELOW_AFTER = "未満|より(?:軽|短|小さ|安|低|狭|細|薄|浅|少な)い|보다 (?:가벼운|짧은|작은|싼|낮은|좁은|얇은)|미만"
_ABOVE_AFTER = (
    "を?超(?:える|え)?(?![一-鿿])|より(?:重|長|大き|高|広|太|厚|深|多)い|보다 (?:무거운|긴|큰|비싼|높은|넓은)|초과"
)
UNSPACED_BEFORE = "|".join((_MOST_BEFORE, _LEAST_BEFORE, _BELOW_BEFORE, _ABOVE_BEFORE))
"""The words of Chinese, Japanese and Korean that bound the number behind them."""
UNSPACED_BETWEEN = "から|到|至|에서"
"""Those between the two numbers of an interval."""
UNSPACED_AFTER = "|".join((_MOST_AFTER, _LEAST_AFTER, _BELOW_AFTER, _ABOVE_AFTER))
"""Those that bound the number before them."""
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
    rf"(?<!\w)(?:(?P<most>{_any(_AT_MOST)}|{_MOST_BEFORE})|(?P<least>{_any(_AT_LEAST)}|{_LEAST_BEFORE})"
    rf"|(?P<below>{_any(_BELOW)}|{_BELOW_BEFORE})|(?P<above>{_any(_ABOVE)}|{_ABOVE_BEFORE}))[\s{_SIGNS}]*$",
    re.IGNORECASE,
)
"""A bound that ends where the number begins; the group names its kind."""
AFTER = re.compile(
    rf"\s*(?:(?P<most>{_OR_LESS}|{_MOST_AFTER})|(?P<least>{_OR_MORE}|\+|{_LEAST_AFTER})"
    rf"|(?P<below>{_BELOW_AFTER})|(?P<above>{_ABOVE_AFTER}))",
    re.IGNORECASE,
)
"""A bound that begins where the number ends."""
BETWEEN = re.compile(
    rf"\s*(?P<word>-|–|—|~|{UNSPACED_BETWEEN}|to|bis(?: zu)?|and|und|y|et|a|e|en|tot)\s*[{_SIGNS}]?", re.IGNORECASE
)
"""What stands between the two numbers of an interval."""
PAIRED = frozenset({"and", "und", "y", "et", "e", "en"})
"""Of these the words that make an interval only after an opening one."""
OPENING = re.compile(
    rf"(?<!\w)(?:between|from|zwischen|von|entre|de|desde|tra|fra|da|tussen|van)\s+[{_SIGNS}]?$", re.IGNORECASE
)
"""What opens an interval."""
DENIED = {"most": "above", "least": "below", "below": "least", "above": "most"}
"""What each kind of bound means when it is denied ("not heavier than")."""
