"""The words that deny, language by language; decides nothing.

They are written as a dictionary has them. Whoever compares them with words that were folded (case, accents, plural)
folds these in the same way: "sans" is no plural, but may be folded as one.
"""

from __future__ import annotations

_BEFORE = {
    "en": "no not non without neither nor except excluding never isn't aren't doesn't don't",
    "de": "nicht kein keine keinen keinem keiner keines ohne weder nie niemals außer ausser statt anstatt",
    "fr": "pas sans ni non jamais aucun aucune sauf hormis",
    "es": "no sin ni nunca ningún ninguna excepto salvo",
    "it": "non senza né nessun nessuna nessuno tranne eccetto",
    "nl": "niet geen nooit zonder behalve",
    "pt": "não sem nem nenhum nenhuma exceto",
}
_AFTER = {"en": "-free", "de": "-frei -freie -freier -freies -freien -freiem", "nl": "-vrij -vrije"}

BEFORE: frozenset[str] = frozenset(" ".join(_BEFORE.values()).split())
"""Words that deny what follows within a few words ("kein Leder", "pas de cuir", "not made of leather")."""
SUFFIXES: tuple[str, ...] = tuple(" ".join(_AFTER.values()).split())
"""Endings that deny the word they hang on, with a hyphen, a space or nothing between ("sugar-free", "zuckerfrei")."""
