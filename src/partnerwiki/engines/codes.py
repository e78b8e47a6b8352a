"""What engines call our languages.

deep-translator's own tables are not used: they miss languages that the services have, and loading them loads its
network libraries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global


@cache
def parts(language: str) -> tuple[str, str, str]:
    """Give language, script (its usual one where none is named) and region (or empty) of a code such as ``pt_BR``.

    All are empty for what CLDR does not know.
    """
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return "", "", ""
    region = locale.territory if "_" in language.replace("-", "_") else None  # Babel makes "iw" he_IL
    return locale.language, locale.script or usual_script(locale.language), region or ""


def usual_script(language: str) -> str:
    """Give the script in which a language is usually written, by CLDR: ``sr`` -> ``Cyrl``."""
    return (get_global("likely_subtags").get(language) or "__").split("_")[1]


@dataclass(frozen=True)
class Codes:
    """An engine's codes: ``known`` ones (None: any language), and ``special`` names for ours.

    The most exact is taken: with region, with script, or the language alone where its script is the usual one.
    """

    known: frozenset[str] | None
    special: Mapping[str, str] = field(default_factory=dict)

    def code(self, language: str) -> str | None:
        """Give the engine's code for one of our languages, or None."""
        name, script, region = parts(language)
        if not name:
            return None
        exact = [f"{name}_{region}"] if region and (script == usual_script(name) or name == "zh") else []
        usual = [name] if script == usual_script(name) else []
        for ours in (*exact, f"{name}_{script}", *usual):
            theirs = self.special.get(ours, ours.replace("_", "-"))
            if ours in self.special or (theirs in self.known if self.known is not None else ours == name):
                return theirs
        return None

    def pair(self, source: str, target: str) -> tuple[str, str] | None:
        """Give the codes of a pair, or None where the engine does not tell its languages apart or lacks one."""
        first, second = self.code(source), self.code(target)
        return (first, second) if first and second and first != second else None


def _list(codes: str) -> list[str]:
    return codes.split()


def _set(codes: str) -> frozenset[str]:
    return frozenset(_list(codes))


#: Languages of translate.google.com; Hebrew and Javanese have their old codes there, ``pt`` is that of Brazil.
GOOGLE = Codes(
    _set(
        "af ak am ar as ay az be bg bho bm bn bs ca ceb ckb co cs cy da de doi dv ee el en eo es et eu fa fi fr fy ga "
        "gd gl gn gom gu ha haw hi hmn hr ht hu hy id ig ilo is it iw ja jw ka kk km kn ko kri ku ky la lb lg ln lo lt "
        "lus lv mai mg mi mk ml mn mr ms mt my ne nl no nso ny om or pa pl ps pt pt-PT qu ro ru rw sa sd si sk sl sm "
        "sn so sq sr st su sv sw ta te tg th ti tk tl tr ts tt ug uk ur uz vi xh yi yo zh-CN zh-TW zu"
    ),
    {"he": "iw", "jv": "jw", "nb": "no", "fil": "tl", "zh_Hans": "zh-CN", "zh_Hant": "zh-TW"},
)

#: A server of one's own may have any language; those with two scripts have codes of Argos. ``pb`` is older than
#: ``pt-BR`` and understood by old and new servers, as are ``zh`` and ``zt``.
LIBRETRANSLATE = Codes(None, {"pt_BR": "pb", "zh_Hans": "zh", "zh_Hant": "zt", "no": "nb", "fil": "tl"})

#: Languages of Translator v3.0.
MICROSOFT = Codes(
    _set(
        "af am ar as az ba be bg bho bn bo brx bs ca cs cy da de doi dsb dv el en es et eu fa fi fil fj fo fr fr-CA ga "
        "gl gom gu ha he hi hr hsb ht hu hy id ig ikt is it iu iu-Latn ja ka kk km kmr kn ko ku ky ln lo lt lug lv lzh "
        "mai mg mi mk ml mn-Cyrl mn-Mong mni mr ms mt mww my nb ne nl nso nya or otq pa pl prs ps pt pt-PT ro ru run "
        "rw sd si sk sl sm sn so sq sr-Cyrl sr-Latn st sv sw ta te th ti tk tlh-Latn tn to tr tt ty ug uk ur uz vi xh "
        "yo yua yue zh-Hans zh-Hant zu"
    ),
    {"no": "nb", "lg": "lug", "rn": "run", "ny": "nya"},
)

#: Languages of DeepL's API as its own Python package lists them.
_DEEPL = _set(
    "ace af an ar as ay az ba be bg bho bn br bs ca ceb ckb cs cy da de el en eo es et eu fa fi fr ga gl gn gom gu ha "
    "he hi hr ht hu hy id ig is it ja jv ka kk kmr ko ky la lb lmo ln lt lv mai mg mi mk ml mn mr ms mt my nb ne nl oc "
    "om pa pag pam pl prs ps pt qu ro ru sa scn sk sl sq sr st su sv sw ta te tg th tk tl tn tr ts tt uk ur uz vi wo "
    "xh yi yue zh zu"
)
DEEPL_SOURCE = Codes(_DEEPL, {"zh_Hans": "zh", "zh_Hant": "zh", "no": "nb", "fil": "tl"})
#: English and Portuguese without a region are no targets at DeepL; between towns of Europe theirs is meant.
DEEPL_TARGET = Codes(
    _DEEPL | _set("en-US es-419 pt-BR zh-Hans zh-Hant"),
    {"en": "en-GB", "pt": "pt-PT", "no": "nb", "fil": "tl"},
)

_MYMEMORY = _list(
    "af-ZA am-ET ar-SA ar-EG ar-MA as-IN ast-ES az-AZ be-BY bg-BG bm-ML bn-IN bo-CN br-FR bs-BA bs-Cyrl-BA ca-ES "
    "ceb-PH ckb-IQ cs-CZ cy-GB da-DK de-DE de-AT de-CH dv-MV dz-BT ee-GH el-GR en-GB en-AU en-CA en-IE en-IN en-NZ "
    "en-US en-ZA eo-EU es-ES es-419 es-AR es-CO es-MX es-US et-EE eu-ES fa-IR fi-FI fil-PH fj-FJ fo-FO fr-FR fr-BE "
    "fr-CA fr-CH fur-IT ga-IE gd-GB gl-ES gn-PY gu-IN gv-IM ha-NE haw-US he-IL hi-IN hr-HR ht-HT hu-HU hy-AM id-ID "
    "ig-NG ilo-PH is-IS it-IT it-CH ja-JP jv-ID ka-GE kab-DZ kea-CV ki-KE kk-KZ kl-GL km-KH kn-IN ko-KR ky-KG la-XN "
    "lb-LU lg-UG li-NL lij-IT lmo-IT lo-LA lt-LT ltg-LV luo-KE luy-KE lv-LV mai-IN mas-KE mg-MG mi-NZ mk-MK ml-IN "
    "mn-MN mr-IN ms-MY mt-MT my-MM nb-NO ne-NP nl-NL nl-BE nn-NO nso-ZA nus-SS ny-MW oc-FR or-IN pa-IN pl-PL ps-PK "
    "pt-PT pt-BR qu-PE rn-BI ro-RO ru-RU rw-RW sa-IN sc-IT scn-IT sd-PK sg-CF si-LK sk-SK sl-SI sm-WS sn-ZW so-SO "
    "sq-AL sr-Cyrl-RS sr-Latn-RS ss-SZ st-LS su-ID sv-SE sw-KE szl-PL ta-IN ta-LK te-IN tg-TJ th-TH ti-ET tk-TM tn-BW "
    "to-TO tr-TR ts-ZA tt-RU ug-CN uk-UA ur-PK uz-UZ vec-IT vi-VN wo-SN xh-ZA yi-YD yo-NG zh-CN zh-HK zh-MO zh-TW zu-ZA"
)
#: MyMemory wants a region with every language: the first of a language stands for it.
MYMEMORY = Codes(
    frozenset(_MYMEMORY),
    {tag.split("-")[0]: tag for tag in reversed(_MYMEMORY)}
    | {"zh_Hans": "zh-CN", "zh_Hant": "zh-TW", "no": "nb-NO", "sr_Cyrl": "sr-Cyrl-RS", "sr_Latn": "sr-Latn-RS"},
)
