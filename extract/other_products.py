"""Where a text speaks of the shop's other products ("Also in red", "Weitere Farben: Rot"); knows no catalog."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .accessories import THIS
from .denial_words import (
    ALSO,
    ALSO_FIRST,
    AVAILABLE,
    IN_ARTICLES,
    OF_WITH,
    OTHER,
    OURS,
    TIMES,
    TOO,
    VARIANTS,
    WILL_COME,
    WITH,
    WORN_WITH,
    any_of,
)

SENTENCE_END = re.compile(r"[.!?;](?=\s|$)|[)|\n。！？•]")
"""Where such a sentence ends: it goes on behind a colon and within brackets."""
_PAIRS = ("pair", "pairs", "go", "goes", "team", "teams", "look", "looks")
_ALSO = re.compile(
    rf"(?:{any_of(ALSO)}|(?:{any_of(OTHER)})\s+(?:{any_of(VARIANTS)})"
    rf"|(?:{any_of(TOO)})\s*:?\s+(?:(?:il|la|i|le)\s+)?(?:{any_of(OURS)})"
    rf"|(?:{any_of(AVAILABLE)})\s+(?:[\w'’-]+\s+)?(?:{any_of(TOO)})\s+(?:{any_of(OF_WITH)})"
    rf"|(?:{any_of(WORN_WITH)})\s+(?:[\w'’-]+\s+)?(?:{any_of(WITH)}|zu[mr]?|à|aux?|alla?|ai|al)"
    rf"|(?:{any_of(_PAIRS)})\s+(?:[\w'’-]+\s+)?with\s+our)(?!\w)",
    re.IGNORECASE,
)
_ALSO_FIRST = re.compile(
    rf"(?:{any_of(ALSO_FIRST)})(?!\w)(?!\s+(?:the|your|de[rnm]|eine[rm]|ihre[rnm]?|casa|cucina|cuisine)(?!\w))",
    re.IGNORECASE,
)
HINTS: frozenset[str] = frozenset(
    " ".join((
        "see siehe voir ver vedi zie",
        "erhältlich lieferbar verfügbar bestellbar haben bekommen bestellen finden findest find trouverez",
        "trouveras encontrará encontrarás encontrarán troverete troverai vindt vind shows zeigt montre muestra",
        "mostra toont wears wearing trägt porte lleva indossa draagt veste same gleichen selben derselben même",
        "misma mismo stessa stesso mesma mesmo dezelfde hetzelfde similar similares alike ähnlich similaire",
        "similaires semblable semblables parecido parecida parecidos parecidas simile simili another other",
        "separate separaten separater eigene eigenen eigener ander andere anderen anderer anderes anders apart",
        "aparte otro otra otros otras autre autres altro altra un'altro un'altra altri altre outro outra outros",
        "outras alternative alternativa alternatief matching passende passenden passender passendes passendem",
        "abgebildet pictured shown photographed afgebeeld représenté représentée photographié photographiée",
        "fotografiado fotografiada fotografato fotografata fotografada raffigurato raffigurata",
        "zugehörige zugehörigen dazugehörige dazugehörigen bijpassend bijpassende bijbehorend bijbehorende if",
        "wenn falls si se als caso screen screens monitor monitors display displays bildschirm bildschirmen écran",
        "écrans pantalla pantallas schermo monitores tela ecrã beeldscherm beeldschermen scherm",
        "take choose order pick select go nehmen nimm wählen wähl wähle bestellen bestell bestelle prenez choisissez",
        "commandez elige escoge pide coge prendi scegli ordina neem kies bestel escolha peça",
        "look schauen suchen sehen regardez voyez mira échale dai kijk bekijk zoek dê recommend suggest recommended",
        "empfohlen aanbevolen",
        "empfehlen raten recommandons conseillons recomendamos aconsejamos consigliamo raccomandiamo aconselhamos",
        "raden adviseren belong belongs matches goes fits gehört gehören passt passen va vont assorti",
        "assortie assortis assorties combina combinan hace hacen sta stanno abbina abbinano ficam fica",
        "vai vão hoort horen past",
    )).split()
) | frozenset(phrase.split()[0] for phrase in WILL_COME)  # fmt: skip
"""Words without one of which near a value no rule of `is_of_another` holds."""
_FIRST_WORDS = frozenset(
    re.split(r"[\s-]", phrase)[0] for phrase in (*ALSO, *ALSO_FIRST, *OTHER, *TOO, *AVAILABLE, *WORN_WITH, *_PAIRS)
)
_BEGINNING = re.compile(r"(?:^|[.!?;|\n•>*-])\s*$")
_ALSO_BEHIND = re.compile(r"(?<!\w)auch\s+(?:in|als|mit)\s+[^.;:!?\n]*$", re.IGNORECASE)
_SOLD = re.compile(
    r"[^.;:!?\n]*\s(?:erhältlich|lieferbar|verfügbar|bestellbar|zu (?:haben|bekommen|bestellen))(?!\w)", re.IGNORECASE
)
_IN_OUR_SHOP = re.compile(
    r"[^.;:!?\n]*\s(?:finden sie|findest du|find|trouverez|trouveras|encontrará\w*|troverete|troverai|vindt u|vind je)"
    r"\s[^.;:!?\n]*(?<!\w)(?:unser\w*|our|notre|nos|nuestr\w+|nostr\w+|onze|noss\w+)(?!\w)",
    re.IGNORECASE,
)
_AMONG_OTHERS = re.compile(
    r"[^.;:!?\n]*\s(?:finden sie|findest du|find|trouverez|trouveras|encontrará\w*|troverete|troverai|vindt u|vind je)"
    r"\s+(?:[\w'’-]+\s+)?(?:bei|bij|among|amongst|parmi|entre|tra)\s",
    re.IGNORECASE,
)
_MATCHING = re.compile(
    r"\s*(?:the\s+matching"
    r"|(?:(?:de[rnm]?|die|das|het)\s+)?(?:(?:da)?zugehörige[rnms]?|passende[rnms]?|bijpassende?|bijbehorende?))\s",
    re.IGNORECASE,
)
_TO_BE_HAD = re.compile(
    r"(?<!\w)(?:gibt['’]s|gibt es|gibt sie|finden sie|findest du|finden|erhältlich|separat|extra"
    r"|available|separately|find|sold|verkrijgbaar|apart|los|vindt|vind)(?!\w)",
    re.IGNORECASE,
)
_SCREEN = re.compile(
    r"(?=.*(?<!\w)(?:on (?:(?:your|the|some|different|a) )?(?:screen|monitor|display)s?"
    r"|(?:am|auf (?:dem|ihrem|deinem)|je nach) (?:bildschirm|monitor)|(?:à|sur|selon) (?:votre |l['’])?écran"
    r"|(?:según|en) (?:la|su|tu) pantalla|(?:sullo|a|dallo) schermo|(?:no|na|do|da) (?:seu |sua )?(?:ecrã|tela|monitor)"
    r"|op (?:het |uw |je )?(?:beeld)?scherm|op beeldschermen)(?!\w))"
    r"(?=.*(?<!\w)(?:can|may|might|kann|können|peut|peuvent|puede|pueden|può|possono|pode|podem|kan|kunnen"
    r"|lijkt|lijken)(?!\w))"
    r"(?=.*(?<!\w)(?:colou?rs?|farb\w*|couleurs?|color|colores|colore|colori|cor|cores|kleur\w*|shades?|tones?)(?!\w))",
    re.IGNORECASE | re.DOTALL,
)
"""A sentence that says how a colour may look on a screen."""
_SAME_SERIES = re.compile(
    r"[^.;:!?\n]*(?<!\w)(?:(?:of|from|in) the same|(?:aus|in) (?:der|dem) (?:gleichen|selben)|aus derselben|de la même"
    r"|du même|de la misma|del mismo|della stessa|dello stesso|da mesma|do mesmo|uit dezelfde|uit hetzelfde"
    r"|van dezelfde)\s+"
    r"(?:series|range|collection|family|line|serie|reihe|kollektion|familie|linie|programm|série|gamme|ligne|colección"
    r"|línea|familia|gama|collezione|linea|gamma|coleção|linha|collectie|lijn)(?!\w)",
    re.IGNORECASE,
)
_SHOWN = re.compile(
    r"\s*(?:the|das|die|la|el|il|a|o|de|het)\s+(?:photo|photograph|picture|image|foto|bild|abbildung|photographie|imagen"
    r"|immagine|fotografia|fotografía|imagem|afbeelding)\s+(?:shows|zeigt|montre|muestra|mostra|toont)\s"
    r"|[^.;:!?\n]*(?<!\w)(?:abgebildet|pictured|shown|photographed|afgebeeld|représentée?|photographiée?|fotografiad[oa]"
    r"|fotografat[oa]|raffigurat[oa])\s+(?:here\s+)?(?:is|ist|sind|are|wird|est|es|è|é)\s+(?:[\w'’-]+\s+){1,2}?"
    r"(?:variante?|version|versión|versione|versão|versie|ausführung|uitvoering|modell?|modello|modèle|modelo)\s",
    re.IGNORECASE,
)
_WORN = re.compile(
    r"[^.;:!?\n]*(?<!\w)(?:wears|wearing|trägt|porte|lleva|indossa|draagt|veste)\s+(?:the|die|das|la|le|el|il|de|het|a|o)\s+"
    r"(?:variante?|version|versión|versione|versão|versie|ausführung|uitvoering)\s",
    re.IGNORECASE,
)
_SIMILAR = re.compile(
    r"[^.;!?\n]*\s(?:looks?|sieht|sehen|ist|sind|is|are|es|son|est|sont|è|sono)\s+(?:very|sehr|täuschend|muy|très|molto|erg)?"
    r"\s*(?:similar|alike|ähnlich|similaires?|semblables?|parecid[oa]s?|similares|simil[ei])(?!\w)(?!\s+(?:to|zu|à|au|a|al)(?!\w))",
    re.IGNORECASE,
)
_WE_HAVE_ANOTHER = re.compile(
    r"[^.;!?\n]*\s(?:hebben we|hebben wij|haben wir|gibt es|we have|there is|there['’]s|tenemos|hay|nous avons|il y a"
    r"|abbiamo|c['’]è|temos|há|is er)\s+(?:(?:een|ein|eine|einen|an?|une?|un[oa]?|um|uma)\s+)?"
    r"(?:another|other|separate|ander[es]?|andere[nrs]?|eigene[nrs]?|separate[nrs]?|aparte?|otr[oa]s?|autres?|un['’]altr[oa]"
    r"|altr[oaie]|outr[oa]s?)\s+(?:range|line|product|model|series|version|lijn|serie|product|versie|model|uitvoering|linie"
    r"|reihe|produkt\w*|modell\w*|version\w*|línea|gama|producto|modelo|versión|ligne|gamme|produit|modèle|linea|gamma"
    r"|prodotto|modello|versione|linha|produto|versão)",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"(?<!\w)(?:(?:have|take) a look at|look at|search for|see the|see our|schauen sie|suchen sie|sehen sie|regardez"
    r"|voyez|búscal[oa]s?|échale un vistazo|mira (?:la|el|nuestr\w+)|dai un['’]occhiata|kijk (?:eens )?(?:naar|bij)"
    r"|bekijk|zoek naar|dê uma olhada)(?!\w)",
    re.IGNORECASE,
)
_SEE_FOR = re.compile(
    r"\s*(?:see|siehe|voir|ver|vedi|zie)\s+(?:(?:the|la|le|el|il|o|a|de|het|die|den|das|der)\s+)?(?-i:[A-ZÄÖÜ])[\w'’-]*"
    r"(?:\s+[\w'’-]+)?\s+(?:for|if|für|wenn|pour|si|para|per|se|voor|als)\s",
    re.IGNORECASE,
)
"""What names another product that has what follows ("See the Cairn for a lighter one")."""
_FOR = re.compile(r"\s*(?:for|für|pour|para|per|voor)\s", re.IGNORECASE)
_ALTERNATIVE = re.compile(r"(?:[-\s][\w'’-]+){0,2}\s?(?:alternative|alternativa|alternatief)(?!\w)", re.IGNORECASE)
_VERSION = re.compile(
    r"(?<![^\n.!?;>•*|-])(?P<start>\s*)"
    r"(?:the\s+(?!(?:new|latest|current|updated|improved|same)\s)[\w'’-]+(?:\s+[\w'’-]+)?\s+(?:version|variant)"
    r"|die\s+(?:(?!(?:neue|neueste|aktuelle|verbesserte|gleiche)\s)[\w-]+e\s+(?:version|variante|ausführung)"
    r"|[\w-]+-?(?:version|variante|ausführung))"
    r"|(?:la|a)\s+(?:versi[oó]ne?|versão|variante)\s+(?!(?:nueva|actual|nuova|attuale|actuelle|nova|atual)\s)[\w'’-]+(?:\s+[\w'’-]+)?"
    r"|de\s+(?!nieuwe|huidige)(?:[\w-]+e\s+versie|[\w-]+versie|[\w-]+e\s+uitvoering))"
    r"(?:\s+\([^()\n]*\))?\s+(?:has|comes|hat|kommt|besitzt|verfügt|a|possède|tiene|lleva|viene|ha|heeft|komt|tem|vem)(?!\w)",
    re.IGNORECASE,
)
"""A sentence that begins with one version of several and says what it has: the product's own would be "this" one."""
_LOOK_AT = re.compile(rf"{_ELSEWHERE.pattern}\s+(?:[\w'’-]+\s+){{1,3}}$", re.IGNORECASE)
_OUR = re.compile(rf"(?<!\w)(?:{any_of(OURS)})\s+(?:[\w'’-]+\s+){{0,2}}$", re.IGNORECASE)
_NAMED_BEHIND = re.compile(r"\s+[A-ZÄÖÜ][\w'’-]*")
_RECOMMENDED = re.compile(
    r"(?<!\w)(?:we (?:recommend|suggest)|(?:empfehlen|raten) wir|wir empfehlen"
    r"|nous (?:vous )?(?:recommandons|conseillons)|recomendamos|aconsejamos|consigliamo|raccomandiamo|aconselhamos"
    r"|(?:wij|we) (?:raden|adviseren)|(?:raden|adviseren) (?:wij|we))"
    rf"\s+(?:{any_of(IN_ARTICLES)})\s+[\w'’-]+(?:\s+[\w'’-]+)?\s+(?:{any_of(OF_WITH)})\s+$",
    re.IGNORECASE,
)
_RECOMMENDED_BEHIND = re.compile(
    r"[\s-](?!\w*(?:wash|clean|dry|iron|use|care|age|wäsche|reinigung|pflege|alter|nutzung|gebruik|reiniging)\w*)[\w-]+\s+"
    r"(?:recommended|empfohlen|aanbevolen)(?=\s*(?:[.,;!)\n]|$))",
    re.IGNORECASE,
)
_BELONGS = re.compile(
    r"(?<!\w)(?:(?:(?:belongs?|matches|goes|fits)\s+(?:[\w'’-]+\s+)?(?:to|with)|(?:gehör(?:t|en)|pass(?:t|en))\s+(?:[\w'’-]+\s+)?zu"
    r"|(?:va|vont|assorti\w*)\s+(?:bien\s+)?(?:avec|à)|(?:va|combinan?|hacen? juego)\s+(?:bien\s+)?con"
    r"|(?:si abbinano?|sta|stanno)\s+(?:bene\s+)?con|(?:combinam?|ficam?|vai|vão)\s+(?:bem\s+)?com"
    r"|(?:hoort|horen|past|passen)\s+(?:[\w'’-]+\s+)?bij)"
    rf"\s+(?:{any_of(IN_ARTICLES)})"
    r"|(?:gehör(?:t|en)|pass(?:t|en))\s+(?:[\w'’-]+\s+)?zu[mr]|(?:va|vont|assorti\w*)\s+(?:bien\s+)?aux?"
    r"|si abbinano?\s+(?:bene\s+)?(?:al|alla|ai|alle))"
    rf"\s+[\w'’-]+\s+(?:made\s+)?(?:{any_of(OF_WITH)})\s+(?:[\w'’-]+\s+)?$",
    re.IGNORECASE,
)
"""What says that it goes with another thing, and how that one is ("goes with the curtains in green")."""
_LATER = re.compile(
    rf"[^.,;:!?\n]{{0,40}}?\s(?:{any_of(WILL_COME)})\s+(?:[\w'’-]+\s+){{0,3}}?(?:{any_of(TIMES)})"
    r"(?:\s+\d{4})?(?=\s*(?:[.,;:!)\n]|$))",
    re.IGNORECASE,
)
_CHOOSE = re.compile(
    r"\s*(?:take|choose|order|pick|select|go for|nehmen sie|nimm|wählen sie|wähle?|bestellen sie|bestelle?|prenez"
    r"|choisissez|commandez|elige|escoge|pide|coge|prendi|scegli|ordina|neem|kies|bestel|escolha|peça)\s+"
    r"(?:(?:an?|the|your|our|in|size|größe|la|taille|talla|taglia|maat|een|tamanho)\s+){0,3}$",
    re.IGNORECASE,
)
_ADVICE_ENDS = re.compile(
    r"\s*(?:[.,;!)\n]|$|(?:for|if|when|instead|für|wenn|statt|pour|si|para|per|se|voor|als)(?!\w))", re.IGNORECASE
)
"""What ends an advice to choose a value, which the product need not have ("Between sizes? Take S.")."""
_IF = re.compile(r"\s*(?:if|wenn|falls|si|se|als|caso)(?!\w)", re.IGNORECASE)
_SAID_BEFORE, _SAID_BEHIND = (
    (_SHOWN, _WORN, _SAME_SERIES, _SEE_FOR),
    (_IN_OUR_SHOP, _AMONG_OTHERS, _SIMILAR, _WE_HAVE_ANOTHER),
)
_SENTENCE = re.compile(r"[^.;:!?\n]*")
_OTHER = re.compile(
    r"[^.;!?\n]*,[^.;!?\n]*(?<!\w)(?:another|other|instead|rather|andere[nmrs]?|lieber|stattdessen|autres?|plutôt|otr[oa]s?"
    r"|altr[oaie]|piuttosto|outr[oa]s?|ander|andere|liever)(?!\w)",
    re.IGNORECASE,
)


def other_products(text: str, words: Iterable[tuple[int, str]]) -> tuple[int, ...]:
    """Return where a text begins to speak of other products; `words` are its own with their places, in lower case."""
    named = [
        start
        for start, word in words
        if word in _FIRST_WORDS
        and (
            _ALSO.match(text, start)
            or (_ALSO_FIRST.match(text, start) and _BEGINNING.search(text[max(0, start - 4) : start]))
        )
    ]
    versions = [place for found in _VERSION.finditer(text) for place in (found.end("start"), found.end())]
    return tuple(sorted(named + versions))


def is_of_another(clause: str, after: str) -> bool:
    """Say whether the words around a value say it of something else.

    >>> is_of_another("auch in ", " erhältlich"), is_of_another("If it is ", ", try another one")
    (True, True)
    """
    if any(pattern.match(clause) for pattern in _SAID_BEFORE) or any(pattern.match(after) for pattern in _SAID_BEHIND):
        return True
    sentence = clause + (_SENTENCE.match(after) or [""])[0]
    return bool(
        (_SOLD.match(after) and _ALSO_BEHIND.search(clause))
        or (_FOR.match(clause) and _ALTERNATIVE.match(after))
        or (_MATCHING.match(clause) and _TO_BE_HAD.search(sentence))
        or (_IF.match(clause) and (_OTHER.match(after) or _ELSEWHERE.search(sentence)))
        or _SCREEN.match(sentence)
        or (_CHOOSE.match(clause) and _ADVICE_ENDS.match(after))
        or _RECOMMENDED.search(clause)
        or _RECOMMENDED_BEHIND.match(after)
        or _BELONGS.search(clause)
        or (_LOOK_AT.search(clause) and (_NAMED_BEHIND.match(after) or _OUR.search(clause)))
        or (not THIS.search(clause) and (_LATER.match(after) or (_OUR.search(clause) and _SAME_SERIES.match(after))))
    )
