"""The words that deny, language by language; decides nothing.

They are written as a dictionary has them, `*` for any ending. Whoever compares them with words that were folded (case,
accents, plural) folds these in the same way: "sans" is no plural, but may be folded as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_BEFORE = {
    "en": "no not non without neither nor except excluding never isn't aren't doesn't don't",
    "de": "nicht kein keine keinen keinem keiner keines ohne weder nie niemals außer ausser statt anstatt",
    "fr": "pas sans ni non jamais aucun aucune sauf hormis",
    "es": "no sin ni nunca ningún ninguna excepto salvo nada",
    "it": "non senza né nessun nessuna nessuno tranne eccetto",
    "nl": "niet geen nooit zonder behalve",
    "pt": "não sem nem nenhum nenhuma exceto nada",
}
_AFTER = {"en": "-free", "de": "-frei -freie -freier -freies -freien -freiem", "nl": "-vrij -vrije"}

GERMAN: frozenset[str] = frozenset(_BEFORE["de"].split())
"""Those of a language that writes nouns in capitals."""
BEFORE: frozenset[str] = frozenset(" ".join(_BEFORE.values()).split())
"""Words that deny what follows within a few words ("kein Leder", "pas de cuir", "not made of leather")."""
SUFFIXES: tuple[str, ...] = tuple(" ".join(_AFTER.values()).split())
"""Endings that deny the word they hang on, with a hyphen, a space or nothing between ("sugar-free", "zuckerfrei")."""


def any_of(phrases: Iterable[str]) -> str:
    """Return the pattern of any of some phrases, the longest first; "de" may stand before an apostrophe as "d"."""
    longest_first = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    patterns = (re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for phrase in longest_first)
    return "|".join(re.sub(r"\\s\+de$", r"\\s+d(?:e|(?=['’]))", pattern) for pattern in patterns)


def _phrases(*languages: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrases in languages for phrase in phrases.split(","))


def _words(*languages: str) -> tuple[str, ...]:
    return tuple(" ".join(languages).split())


WITHOUT: tuple[str, ...] = _phrases(
    "without, free of, free from, no more, devoid of, lacking, lacks",
    "ohne, frei von, keinerlei, nichts aus",
    "sans, exempt de, exempte de, exempts de, exemptes de, dépourvu de, dépourvue de, dépourvus de, dépourvues de",
    "sin, libre de, libres de, exento de, exenta de, exentos de, exentas de, carece de, carecen de, nada de",
    "desprovisto de, desprovista de, desprovistos de, desprovistas de, desprovido de, desprovida de",
    "senza, privo di, priva di, privi di, prive di, esente da, esenti da, niente",
    "sem, livre de, livres de, isento de, isenta de, isentos de, isentas de",
    "zonder, vrij van",
)
"""What says that something is not in it; behind "not" it says the contrary ("nicht frei von Nickel")."""
YES: tuple[str, ...] = _phrases(
    "yes, sure, of course, absolutely, you bet, it is, it does, it has, ja, klar, natürlich, selbstverständlich",
    "oui, bien sûr, si, sí, por supuesto, claro, certo, certamente, sim, com certeza, natuurlijk, jazeker",
)
"""What answers a question so that what it asks is stated."""
RATHER: tuple[str, ...] = _phrases(
    "instead of, rather than, other than, unlike, in contrast to, contrary to, different from, compared to",
    "compared with, alternative to, replacement for, nothing to do with, goodbye to, faux, fake, imitation",
    "traces of, ships from",
    "optional, optionally available, shipped from, dispatched from, versand aus, versendet aus, expédié depuis",
    "enviado desde, spedito da, verzonden vanuit",
    "anstelle von, ersatz für, alternative zu, alternative für, im gegensatz zu, im gegensatz zum, im gegensatz zur",
    "anders als",
    "im unterschied zu, im unterschied zum, im unterschied zur, im vergleich zu, im vergleich zum, im vergleich zur",
    "verglichen mit, nichts zu tun mit, schluss mit, verzichtet auf, verzichten auf, spuren von",
    "au lieu de, à la place de, plutôt que, alternative à, alternative au, alternative aux, contrairement à",
    "contrairement au, contrairement aux, à la différence de, à la différence du, à la différence des",
    "par rapport à, par rapport au, par rapport aux, comparé à, comparé au, comparé aux, rien à voir avec, traces de",
    "en conversion",
    "en lugar de, en vez de, a diferencia de, a diferencia del, alternativa a, alternativa al, en comparación con",
    "comparado con, en contraste con, nada que ver con, adiós a, adiós al, trazas de",
    "invece di, al posto di, a differenza di, a differenza del, a differenza della, alternativa al, alternativa alla",
    "rispetto a, rispetto al, rispetto alla, rispetto ai, diversamente da, niente a che fare con, addio a, tracce di",
    "em vez de, ao invés de, alternativa ao, alternativa à, ao contrário de, ao contrário do, ao contrário da",
    "em comparação com, nada a ver com, vestígios de",
    "in plaats van, alternatief voor, anders dan, in tegenstelling tot, vergeleken met, niets te maken met, sporen van",
    "looks like, look like, feels like, feel like, looks and feels like, resembles, resemble, mimics, mimic",
    "sieht aus wie, sehen aus wie, fühlt sich an wie, fühlen sich an wie, wirkt wie, erinnert an",
    "ressemble à, ressemblent à, on dirait, imite, imitent, rappelle",
    "parece, parecen, imita, imitan, tacto como, recuerda a, recuerda al",
    "sembra, sembrano, imitano, ricorda, al tatto come",
    "oogt als, lijkt op, lijken op, voelt als, voelt aan als, ziet eruit als, ziet er uit als, doet denken aan",
    "imitam, lembra, anything but, alles andere als, tout sauf, todo menos, tutto tranne, alles behalve",
    "more than one of, more than one made of, mehr als einer aus, mehr als eine aus, mehr als eines aus",
    "más que uno de, más que una de, más que los de, más que las de, menos que uno de, menos que una de",
    "plus qu'un en, plus qu'une en, plus que ceux en, plus que celles en, più di uno di, più di una di",
    "mais do que um de, mais do que uma de, meer dan een van",
    "available as an accessory, gibt es als zubehör, gibt's als zubehör, erhältlich als zubehör",
    "disponible en accessoire, disponible como accesorio, disponibile come accessorio, verkrijgbaar als accessoire",
    "styled with, worn with, worn over, getragen mit, porté avec, portée avec, la lleva con, lo lleva con",
    "las lleva con, los lleva con, indossato con, indossata con, gedragen met, usado com, usada com",
)
"""What says that another thing is meant than the one named behind it."""
AVOID: tuple[str, ...] = _words(
    "avoid avoiding vermeiden vermeide meiden éviter évitez evitar evite evítese evítalo evitare evitate vermijd"
    " vermijden",
    "replaces ersetzt ersetzen remplace remplacent reemplaza sustituye sostituisce substitui vervangt",
) + _phrases(
    "not to be confused with, not to be mistaken for, not to be mixed up with, do not confuse with",
    "nicht zu verwechseln mit, nicht verwechseln mit, ne pas confondre avec, no confundir con, no confundirse con",
    "no debe confundirse con, non confondere con, não confundir com, niet te verwarren met, niet verwarren met",
)
NOT_NOW: tuple[str, ...] = _words("cannot nicht no non não niet pas not never", "can't won't shouldn't wouldn't")
"""Words that deny a verb."""
AUXILIARIES: tuple[str, ...] = _words(
    "be been is are being do does to for will should currently",
    "ist sind wird werden être est sont es está están son ser se debe ha sido",
    "è sono essere è é são estar zijn wordt te",
)
"""Words that may stand between a denial and the verb or adjective that it denies ("no está indicado")."""
CARRIERS: tuple[str, ...] = _words(
    "includ* contain* suitable suited compatible recommend* intended meant designed made fit fits work* support*"
    " supplied comes come approved require* need* use used using feature* have has available certified labelled"
    " labeled combine*",
    "geeignet* eignet eignen enthalten enthält kompatibel* empfohlen empfehlen empfiehlt gemacht gefertigt hergestellt"
    " bestimmt vorgesehen gedacht verwenden passt passen passend inklusive inbegriffen mitgeliefert funktioniert"
    " zertifiziert* stammt stammen kombinier*",
    "contien* contenir convien* adapté* compatible* recommandé* destiné* inclu* prévu* fourni* conçu* fait fabriqué*"
    " compris* certifié* labellisé* issu* utilis* provien* combine*",
    "contien* contener incluy* incluid* incluir apt* recomend* recomiend* indicad* adecuad* lleva* usar utiliz*"
    " necesit* requier* hech* fabricad* tiene* sirve* dispon* incorpora* admite* válid* certificad* procede* combina*",
    "contengono contenere contiene includ* inclus* adatt* compatibil* consigliat* indicat* idone* utilizzare usare"
    " richied* fatt* prevede comprende dotat* realizzat* certificat* provien* combina*",
    "contém contêm conter adequad* compatív* apropriad* utilize requer* feit* possui* acompanha* vem suporta*"
    " certificad* combina*",
    "bevat* geschikt* aanbevolen bedoeld* gemaakt* inclusief inbegrepen meegeleverd werkt gebruik* voorzien"
    " gecertificeerd* combine*",
)
"""Verbs and adjectives that say what a thing has or fits: behind a denial they deny all that they reach."""
LINKS: tuple[str, ...] = _words(
    "a an any the of for with from in on to as very too highly use made it all",
    "aus der die das dem den ein eine einen einem einer für mit von vom zu zum zur bei auf als sehr ganz im ins am"
    " beim fürs",
    "d da de du des le la les un une pour avec à au aux en sur très dans",
    "del el los las una para con muy por al ningún tipo",
    "di della dei delle per su il lo gli molto alle alla ai",
    "do dos das o os as um uma com em na muito",
    "van het een voor met op zeer erg",
    "is ist est es está son sind are è sono é são",
)
"""Words that may stand between a denial and what it denies."""
PARTS: tuple[str, ...] = _words(
    "real genuine artificial synthetic natural added extra additional animal integrated vrai véritable véritables"
    " verdadero verdadera auténtico auténtica vero vera",
    "part parts piece pieces component components element elements trace traces kind sort type content addition"
    " material materials certificate certification",
    "teil teile teilen anteil anteile zusatz zusätze bestandteil bestandteile material materialien siegel zertifikat",
    "partie parties pièce pièces élément éléments composant composants matière matières matériau ajout label mention",
    "parte partes pieza piezas elemento elementos componente componentes trazas restos sello certificado certificación",
    "rastro",
    "parti pezzo pezzi elementi componenti tracce tipo materiale aggiunta certificazione",
    "deel delen onderdeel onderdelen soort materiaal toevoeging keurmerk",
    "peça peças vestígios adição certificação",
)
"""What says only that there is something of a thing, or how real it is: it may stand between that and a denial."""
NONE: tuple[str, ...] = _words(
    "kein keine keinen keinem keiner keines aucun aucune ningún ninguna nessun nessuno nessuna geen nenhum nenhuma"
)
"""Denials of a whole noun with what describes it ("keine Füße aus Metall")."""
OF: tuple[str, ...] = _words("of from aus von de du des en del della dei di in van")
"""Words between a noun and what it is made of, or comes from."""
WITH: tuple[str, ...] = _words("with mit avec con com met")
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
    "not required, not needed, not necessary, not used, not possible, sold out, out of stock, optional",
    "not incl, nicht inkl, nicht dabei, niet bijgeleverd",
    "not included, not supplied, not suitable, not supported, not recommended, not compatible, sold separately",
    "nicht enthalten, nicht inbegriffen, nicht inklusive, nicht im lieferumfang, nicht geeignet, nicht kompatibel",
    "nicht empfohlen, nicht mitgeliefert, ungeeignet, separat erhältlich, separat bestellbar, nicht vorhanden",
    "nicht nötig, nicht notwendig, nicht erforderlich, nicht benötigt, nicht verwendet, nicht möglich, entfällt",
    "entfallen, gehört nicht zum lieferumfang, gehören nicht zum lieferumfang, ausverkauft, vergriffen, im zubehör",
    "als zubehör erhältlich, optional erhältlich",
    "non inclus, non incluse, non incluses, non fourni, non fournie, non fournis, non fournies, vendu séparément",
    "vendue séparément, vendus séparément, vendues séparément, non compris, non comprise, non comprises, déconseillé",
    "non requis, non requise, non nécessaire, pas nécessaire, pas inclus, pas incluse, pas utilisé, pas requis",
    "épuisé, épuisée, en option",
    "no incluido, no incluida, no incluidos, no incluidas, se vende por separado, se venden por separado",
    "no necesario, no necesaria, no requerido, no requerida, agotado, agotada, opcional",
    "no recomendado, no recomendada, no apto, no apta, no compatible",
    "non incluso, non inclusa, non inclusi, venduto separatamente, venduta separatamente, non adatto, non adatta",
    "non necessario, non necessaria, non richiesto, non richiesta, esaurito, esaurita",
    "não necessário, não necessária, esgotado, esgotada",
    "non compatibile, não incluído, não incluída, não incluídos, não incluídas, vendido separadamente, não recomendado",
    "niet inbegrepen, niet meegeleverd, niet geschikt, niet compatibel, apart verkrijgbaar",
    "niet nodig, niet vereist, uitverkocht",
    "on request, upon request, auf anfrage, auf wunsch, sur demande, bajo pedido, a petición, su richiesta",
    "op aanvraag",
)
"""What denies, at the end of a clause, the thing that stands right before it ("4 Ah battery not included")."""
COMPARABLE: tuple[str, ...] = _words(
    "leicht schwer stärk stabil härt weich wärm kühl dünn dick größ klein bess schnell langsam leis robust fest zäh"
    " günstig billig hell dunkl haltbar fein glatt edl elastisch langlebig schön läng kürz breit schmal flach höh"
    " niedrig tief jüng neu ält frisch sanft mild kräftig trockn natürlich nachhaltig modern bequem praktisch"
    " zuverlässig sicher genau präzis wirksam strapazierfähig atmungsaktiv pflegeleicht saugfähig widerstandsfähig"
)
"""German adjectives, before the ending of comparison: where they begin a sentence they look like nouns."""
