"""Find out which markers an engine carries, with sentences of our own, so that no text of the wiki is sent for that."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from partnerwiki.engines import SHAPES, Engine, Error, Result, Shape
from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _

#: Sentences as they stand in a town's wiki. A bar is where markup would begin or end: one to five a sentence.
SENTENCES = {
    "de": (
        "Das |Rathaus öffnet um acht Uhr.",
        "Die Stadt hat |zwölf| Schulen.",
        "Der |Bürgermeister| begrüßt die |Gäste am Bahnhof.",
        "Wir bauen |einen Brunnen| und |ein neues Dach|.",
        "|Im Sommer| fährt der |Bus| auch |am Sonntag.",
        "Bitte schicken Sie den Antrag |bis Freitag.",
        "Das Wasser wird |jede Woche| geprüft.",
        "Die |Feuerwehr| sucht |junge Leute für den Dienst.",
        "Der Rat |beschließt| den |Haushalt| im März.",
        "|Kinder| lernen |Lieder| aus der |Partnerstadt.",
        "Die Bücherei ist |montags geschlossen.",
        "Lesen Sie |die Regeln| vor der Reise.",
        "Der |Verein| hat ein |Lager mit Werkzeug.",
        "Auf der |Karte| sehen Sie |alle Wege|.",
        "|Zwei Lehrerinnen| besuchen die |Schule| im |Herbst.",
        "Das Fest beginnt |auf dem Markt.",
        "Alle |Berichte| stehen im Netz.",
        "Die |Stadtwerke| schulen |Fachkräfte im Labor.",
        "Wer |Fragen| hat, ruft |im Büro| an.",
        "|Ein Baum| für jedes |Kind| ist das |Ziel.",
    ),
    "en": (
        "The |town hall opens at eight.",
        "The town has |twelve| schools.",
        "The |mayor| welcomes the |guests at the station.",
        "We are building |a well| and |a new roof|.",
        "|In summer| the |bus| also runs |on Sundays.",
        "Please send the form |by Friday.",
        "The water is tested |every week|.",
        "The |fire brigade| is looking for |young people to serve.",
        "The council |adopts| the |budget| in March.",
        "|Children| learn |songs| from the |partner town.",
        "The library is closed |on Mondays.",
        "Read |the rules| before you travel.",
        "The |club| has a |store of tools.",
        "The |map| shows |all footpaths|.",
        "|Two teachers| visit the |school| in |autumn.",
        "The feast begins |on the market square.",
        "All |reports| are on the web.",
        "The |waterworks| train |technicians in the laboratory.",
        "If you have |questions|, call |the office|.",
        "|One tree| for each |child| is the |goal.",
    ),
    "es": (
        "El |ayuntamiento abre a las ocho.",
        "La ciudad tiene |doce| escuelas.",
        "El |alcalde| saluda a los |invitados en la estación.",
        "Construimos |un pozo| y |un techo nuevo|.",
        "|En verano| el |autobús| circula también |los domingos.",
        "Envíe la solicitud |antes del viernes.",
        "El agua se analiza |cada semana|.",
        "Los |bomberos| buscan |jóvenes para el servicio.",
        "El consejo |aprueba| el |presupuesto| en marzo.",
        "|Los niños| aprenden |canciones| de la |ciudad hermana.",
        "La biblioteca cierra |los lunes.",
        "Lea |las reglas| antes del viaje.",
        "La |asociación| tiene un |almacén de herramientas.",
        "El |mapa| muestra |todos los caminos|.",
        "|Dos maestras| visitan la |escuela| en |otoño.",
        "La fiesta empieza |en la plaza.",
        "Todos los |informes| están en la red.",
        "El |servicio de agua| forma |técnicos en el laboratorio.",
        "Si tiene |preguntas|, llame |a la oficina|.",
        "|Un árbol| para cada |niño| es la |meta.",
    ),
    "fr": (
        "La |mairie ouvre à huit heures.",
        "La ville a |douze| écoles.",
        "Le |maire| accueille les |invités à la gare.",
        "Nous construisons |un puits| et |un nouveau toit|.",
        "|En été| le |bus| circule aussi |le dimanche.",
        "Envoyez le formulaire |avant vendredi.",
        "L'eau est contrôlée |chaque semaine|.",
        "Les |pompiers| cherchent |des jeunes pour le service.",
        "Le conseil |adopte| le |budget| en mars.",
        "|Les enfants| apprennent |des chansons| de la |ville partenaire.",
        "La bibliothèque est fermée |le lundi.",
        "Lisez |les règles| avant le voyage.",
        "Le |club| possède un |dépôt d'outils.",
        "La |carte| montre |tous les chemins|.",
        "|Deux enseignantes| visitent |l'école| en |automne.",
        "La fête commence |sur la place.",
        "Tous les |rapports| sont en ligne.",
        "Le |service des eaux| forme |des techniciens au laboratoire.",
        "Si vous avez |des questions|, appelez |le bureau|.",
        "|Un arbre| pour chaque |enfant| est le |but.",
    ),
}


class Survival(NamedTuple):
    """In how many of the ``tried`` sentences all markers of a shape came back, each once."""

    shape: str
    survived: int
    tried: int


def probe(engine: Engine, source: str, target: str, sentences: Sequence[str] = ()) -> list[Survival]:
    """Send sentences with markers of each shape through an engine; the shape that survived most often comes first.

    ``sentences`` serve for source languages in which we have none of our own. Raises :class:`PartnerwikiError` where
    there are none at all, or where the engine gives no answer.
    """
    own = SENTENCES.get(source.split("_")[0].split("-")[0])
    cut = [sentence.split("|") for sentence in own] if own else [_cut(*item) for item in enumerate(sentences)]
    if not cut:
        raise PartnerwikiError(
            _("There are no sentences in '{code}' to try the engine with.").format(code=source),
            mend=_("Choose another source language: {codes}.").format(codes=", ".join(SENTENCES)),
        )
    found = [_survival(engine, shape, cut, source, target) for shape in SHAPES.values()]
    return sorted(found, key=lambda item: -item.survived / item.tried)


def _cut(number: int, sentence: str) -> list[str]:
    """Cut a sentence of the project at one to five of its spaces."""
    words = sentence.split()
    count = min(1 + number % 5, max(len(words) - 1, 1))
    places = [len(words) * place // (count + 1) for place in range(count + 2)]
    return [" ".join(words[start:end]) + " " for start, end in pairwise(places)]


def _survival(engine: Engine, shape: Shape, cut: Sequence[Sequence[str]], source: str, target: str) -> Survival:
    texts = [_marked(pieces, shape) for pieces in cut]
    answers: list[Result | Error] = []
    for start in range(0, len(texts), engine.batch):
        answers += engine.translate(texts[start : start + engine.batch], source, target)
    survived = tried = 0
    for pieces, answer in zip(cut, answers, strict=True):
        if isinstance(answer, Result):
            tried += 1
            numbers = sorted(int(found[1]) for found in shape.pattern.finditer(answer.text))
            survived += numbers == list(range(1, len(pieces)))
    if not tried:
        trouble = next(answer.trouble for answer in answers if isinstance(answer, Error))
        raise PartnerwikiError(
            _("The engine '{name}' gave no answer: {trouble}.").format(name=engine.name, trouble=trouble.name.lower())
        )
    return Survival(shape.name, survived, tried)


def _marked(pieces: Sequence[str], shape: Shape) -> str:
    return pieces[0] + "".join(shape.write(number) + piece for number, piece in enumerate(pieces[1:], 1))
