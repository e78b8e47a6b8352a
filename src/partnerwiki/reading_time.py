"""How long a page takes to read.

The speeds are those of Trauzettel-Klosinski and Dietz (2012), "Standardized Assessment of Reading Performance: The New
International Reading Speed Texts IReST", Investigative Ophthalmology & Visual Science 53(9), 5452-5461: the same texts
read aloud by adults in 17 languages. Aloud is somewhat slower than silent, as is reading for work.
"""

from __future__ import annotations

import re

from docutils import nodes

#: Words a minute by language.
WORDS = {
    "ar": 138,
    "de": 179,
    "en": 228,
    "es": 218,
    "fi": 161,
    "fr": 195,
    "he": 187,
    "it": 188,
    "nl": 202,
    "pl": 166,
    "pt": 181,
    "ru": 184,
    "sl": 180,
    "sv": 199,
    "tr": 166,
}
#: The mean of all languages, for those that the study does not have.
WORDS_ELSEWHERE = 184
#: Characters a minute, for languages that write no spaces.
CHARACTERS = {"ja": 357, "zh": 255}
CHARACTERS_ELSEWHERE = 863
#: Letters of scripts without spaces: Thai, Lao, Burmese, Khmer, Japanese, Chinese.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_WORD = re.compile(r"\w\S*")


def prose(document: nodes.document) -> str:
    """Give the text of a page as a reader reads it: headings, paragraphs and cells, without code and formulas."""
    return "\n".join(
        node.astext()
        for node in document.findall(nodes.TextElement)
        if not isinstance(node, nodes.Inline | nodes.FixedTextElement)
    )


def minutes(text: str, language: str) -> int:
    """Give the time to read a text in whole minutes, at least one."""
    code = language.replace("-", "_").split("_")[0]
    spaced, letters = _UNSPACED.subn(" ", text)
    words = len(_WORD.findall(spaced))
    time = words / WORDS.get(code, WORDS_ELSEWHERE) + letters / CHARACTERS.get(code, CHARACTERS_ELSEWHERE)
    return max(1, round(time))
