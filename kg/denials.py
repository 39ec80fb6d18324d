"""The words that deny, language by language; decides nothing.

They are written as a dictionary has them, `*` for any ending. Whoever compares them with words that were folded (case,
accents, plural) folds these in the same way: "sans" is no plural, but may be folded as one.
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


def _phrases(*languages: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrases in languages for phrase in phrases.split(","))


def _words(*languages: str) -> tuple[str, ...]:
    return tuple(" ".join(languages).split())


WITHOUT: tuple[str, ...] = _phrases(
    "without, free of, free from",
    "ohne, frei von",
    "sans, exempt de, exempte de, exempts de, exemptes de, dépourvu de, dépourvue de",
    "sin, libre de, libres de, exento de, exenta de, exentos de, exentas de, carece de",
    "senza, privo di, priva di, privi di, prive di, esente da, esenti da",
    "sem, livre de, livres de, isento de, isenta de, isentos de, isentas de",
    "zonder, vrij van",
)
"""What says that something is not in it; behind "not" it says the contrary ("nicht frei von Nickel")."""
RATHER: tuple[str, ...] = _phrases(
    "instead of, rather than, other than, unlike, alternative to, replacement for",
    "anstelle von, alternative zu, alternative für, im gegensatz zu",
    "au lieu de, à la place de, plutôt que, alternative à, alternative au, alternative aux",
    "en lugar de, en vez de, a diferencia de, alternativa a, alternativa al",
    "invece di, al posto di, a differenza di, alternativa al, alternativa alla",
    "em vez de, ao invés de, alternativa ao, alternativa à",
    "in plaats van, alternatief voor",
)
"""What says that another thing is meant than the one named behind it."""
AVOID: tuple[str, ...] = _words(
    "avoid avoiding vermeiden vermeide meiden éviter évitez evitar evite evítese evítalo evitare evitate vermijd"
    " vermijden",
)
NOT_NOW: tuple[str, ...] = _words("cannot nicht no non não niet pas not never", "can't won't shouldn't wouldn't")
"""Words that deny a verb."""
AUXILIARIES: tuple[str, ...] = _words(
    "be been is are being do does to will should currently",
    "ist sind wird werden être est sont es está están son ser se debe ha sido è sono essere è é são estar zijn wordt",
)
"""Words that may stand between a denial and the verb or adjective that it denies ("no está indicado")."""
CARRIERS: tuple[str, ...] = _words(
    "includ* contain* suitable suited compatible recommend* intended meant designed made fit fits work* support*"
    " supplied comes come approved require* need* use used using feature* have has available",
    "geeignet* eignet eignen enthalten enthält kompatibel* empfohlen empfehlen empfiehlt gemacht gefertigt hergestellt"
    " bestimmt vorgesehen gedacht verwenden passt passen passend inklusive inbegriffen mitgeliefert funktioniert",
    "contien* contenir convien* adapté* compatible* recommandé* destiné* inclu* prévu* fourni* conçu* fait fabriqué*"
    " compris*",
    "contien* contener incluy* incluid* incluir apt* recomend* recomiend* indicad* adecuad* lleva* usar utiliz*"
    " necesit* requier* hech* fabricad* tiene* sirve* dispon* incorpora* admite* válid*",
    "contengono contenere contiene includ* inclus* adatt* compatibil* consigliat* indicat* idone* utilizzare usare"
    " richied* fatt* prevede comprende dotat* realizzat*",
    "contém contêm conter adequad* compatív* apropriad* utilize requer* feit* possui* acompanha* vem suporta*",
    "bevat* geschikt* aanbevolen bedoeld* gemaakt* inclusief inbegrepen meegeleverd werkt gebruik* voorzien",
)
"""Verbs and adjectives that say what a thing has or fits: behind a denial they deny all that they reach."""
LINKS: tuple[str, ...] = _words(
    "a an any the of for with from in on to as very too highly use made it all",
    "aus der die das dem den ein eine einen einem einer für mit von vom zu zum zur bei auf als sehr ganz",
    "d da de du des le la les un une pour avec à au aux en sur très",
    "del el los las una para con muy por al ningún tipo",
    "di della dei delle per su il lo gli molto alle alla ai",
    "do dos das o os as um uma com em na muito",
    "van het een voor met op zeer erg",
    "is ist est es está son sind are è sono é são",
)
"""Words that may stand between a denial and what it denies."""
ONLY: tuple[str, ...] = _words(
    "only just solely merely nur bloß lediglich seulement uniquement solo sólo solamente únicamente soltanto solamente"
    " alleen slechts apenas somente"
)
"""Words that turn a denial around: "not only leather"."""
OR: tuple[str, ...] = _words("or nor oder noch ou ni o u né nem")
AND: tuple[str, ...] = _words("and y e und et")
BREAKS: tuple[str, ...] = _words(
    "but yet however while although because so thanks sondern aber sowie mais grâce sino pero gracias aunque ma bensì"
    " grazie mas porém maar",
    "and und et y",
)
"""Words behind which a denial says nothing any more."""
GONE: tuple[str, ...] = _phrases(
    "not included, not supplied, not suitable, not supported, not recommended, not compatible, sold separately",
    "nicht enthalten, nicht inbegriffen, nicht inklusive, nicht im lieferumfang, nicht geeignet, nicht kompatibel",
    "nicht empfohlen, nicht mitgeliefert, ungeeignet, separat erhältlich, nicht vorhanden",
    "non inclus, non incluse, non incluses, non fourni, non fournie, non fournis, non fournies, vendu séparément",
    "vendue séparément, vendus séparément, vendues séparément, non compris, non comprise, non comprises, déconseillé",
    "no incluido, no incluida, no incluidos, no incluidas, se vende por separado, se venden por separado",
    "no recomendado, no recomendada, no apto, no apta, no compatible",
    "non incluso, non inclusa, non inclusi, venduto separatamente, venduta separatamente, non adatto, non adatta",
    "non compatibile, não incluído, não incluída, não incluídos, não incluídas, vendido separadamente, não recomendado",
    "niet inbegrepen, niet meegeleverd, niet geschikt, niet compatibel, apart verkrijgbaar",
)
"""What denies, at the end of a clause, the thing that stands right before it ("4 Ah battery not included")."""
ALSO: tuple[str, ...] = _phrases(
    "also available, also comes, also sold, available also, other colours, other colors, other sizes",
    "auch erhältlich, auch lieferbar, auch verfügbar",
    "également disponible, aussi disponible, existe aussi, disponible aussi, disponible également, existe également",
    "también disponible, disponible también, también en",
    "disponibile anche, anche disponibile",
    "também disponível, disponível também",
    "ook verkrijgbaar, ook leverbaar, ook beschikbaar",
    "pairs with, pairs well with, goes well with, combine it with, kombinierbar mit, combina con, combínalo con",
)
"""What names, to the end of its sentence, the shop's other products."""
