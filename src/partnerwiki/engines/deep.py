"""Engines of the library deep-translator behind our own transport.

The library has no timeout, lets requests' errors escape with the text and the key in them, and its objects are not
safe for threads (one object and 8 threads: 170 of 2,000 answers were those of other texts). So each request has an
object of its own, inside a private copy of the library's module that talks through :class:`Transport`.
"""

from __future__ import annotations

import html
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from importlib.util import find_spec, module_from_spec
from typing import Any, ClassVar

from partnerwiki.engines import Error, Privacy, Result, Settings, Trouble, secrets_
from partnerwiki.engines.base import Adapter, address, has_letters, is_loopback, judged, privacy, unsupported
from partnerwiki.engines.codes import GOOGLE, LIBRETRANSLATE, MICROSOFT, MYMEMORY, Codes
from partnerwiki.engines.patience import AttemptError, Patience


class _Deep(Adapter, ABC):
    """An engine of deep-translator: class ``translator`` of its module ``module``, at ``url`` + ``path``.

    ``url`` in the settings is for a mirror, a gateway or a server of one's own.
    """

    module: ClassVar[str]
    translator: ClassVar[str]
    url: ClassVar[str]
    path: ClassVar[str]
    codes: ClassVar[Codes]
    privacy = Privacy.PUBLIC

    def __init__(self, settings: Settings, sleep: Callable[[float], None] = time.sleep) -> None:
        super().__init__(settings)
        self._base = address(settings, self.url)
        self._settings = settings
        self._patience = Patience(sleep)

    def supports(self, source: str, target: str) -> bool:
        """Say whether both languages have codes of their own here."""
        return self.codes.pair(source, target) is not None

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Result | Error]:
        """Translate texts, each in a request of its own. Raises only where a key is missing."""
        pair = self.codes.pair(source, target)
        return [self._one(text, *pair) for text in texts] if pair else unsupported(texts)

    def _one(self, text: str, source: str, target: str) -> Result | Error:
        if not has_letters(text):  # the library gives None for "…"
            return Result(text)
        translator = self._make(self._library)
        translator._base_url = self._base + self.path
        # set afterwards: the library's own tables refuse languages that the services know
        translator.source, translator.target = source, target
        try:
            return judged(text, self._patience.persist(lambda: _ask(translator, text.strip())))
        except AttemptError as failure:
            return failure.error

    @cached_property
    def _library(self) -> Any:
        """Give a copy of the library's module, so that other users of the library keep their own."""
        spec = find_spec(f"deep_translator.{self.module}")
        if spec is None or spec.loader is None:
            raise ModuleNotFoundError(self.module)
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        module.__dict__["requests"] = self._transport()
        return module

    def _transport(self) -> Any:
        from partnerwiki.engines.transport import Transport

        return Transport(self._settings.timeout, local=is_loopback(self._base), examine=self._examine)

    def _make(self, library: Any) -> Any:
        """Give an object of the library that has made no request; ``auto`` is what all of its tables know."""
        return getattr(library, self.translator)(source="auto", target="auto")

    @abstractmethod
    def _examine(self, text: str) -> None:
        """Raise :class:`AttemptError` where an answer is no translation, before the library reads it as one."""


def _ask(translator: Any, text: str) -> object:
    try:
        return translator.translate(text)
    except AttemptError:
        raise
    except Exception as error:  # the library's own errors hold the text
        raise AttemptError(Trouble.COUNT if isinstance(error, IndexError) else Trouble.MALFORMED) from None


class Google(_Deep):
    """Google's page for phones: free of charge, without a contract, and without promise to stay."""

    name = "google"
    version = "web"
    max_chars = 4999
    module, translator = "google", "GoogleTranslator"
    url, path = "https://translate.google.com", "/m"
    codes = GOOGLE

    def _examine(self, text: str) -> None:
        # the classes that the library looks for: a page that asks whether one is a person has neither
        if not text.strip():
            raise AttemptError(Trouble.EMPTY)
        if not ("result-container" in text or 'class="t0"' in text):
            raise AttemptError(Trouble.ERROR_PAGE if "<" in text else Trouble.MALFORMED)


class MyMemory(_Deep):
    """MyMemory: free of charge up to some thousand words a day, and it keeps what it is sent.

    Its documentation gives the limit of a text as 500 bytes; the library has 500 characters.
    """

    name = "mymemory"
    max_chars = 499
    module, translator = "mymemory", "MyMemoryTranslator"
    url, path = "https://api.mymemory.translated.net", "/get"  # the library's own address is not encrypted
    codes = MYMEMORY

    def _one(self, text: str, source: str, target: str) -> Result | Error:
        answer = super()._one(text, source, target)
        if isinstance(answer, Result) and html.unescape(text) == text:  # it writes quotation marks as &#39; and &quot;
            return judged(text, html.unescape(answer.text))
        return answer

    def _examine(self, text: str) -> None:
        data = _parsed(text)
        answer = data.get("responseData") if isinstance(data, dict) else None
        if not isinstance(answer, dict):
            raise AttemptError(Trouble.MALFORMED)
        words = answer.get("translatedText")
        said = str(words or data.get("responseDetails") or "")  # its errors are in capitals
        if "INVALID LANGUAGE PAIR" in said or "INVALID TARGET LANGUAGE" in said or "INVALID SOURCE LANGUAGE" in said:
            raise AttemptError(Trouble.UNSUPPORTED)
        if said.startswith("MYMEMORY WARNING") or data.get("quotaFinished") is True:
            raise AttemptError(Trouble.QUOTA)
        if said.startswith("QUERY LENGTH LIMIT") or str(data.get("responseStatus", 200)) != "200":
            raise AttemptError(Trouble.ERROR_PAGE)
        if not words:  # the library would give what others wrote for a similar text
            raise AttemptError(Trouble.EMPTY)


class LibreTranslate(_Deep):
    """LibreTranslate on this machine, on a server of the town, or at a provider.

    Local is only what is reached by the loopback interface.
    """

    name = "libretranslate"
    max_chars = 2000
    #: A small neural model lost fewer of the first than of the others, and wrote better sentences around them.
    shapes = ("double-brackets", "brackets", "letters")
    module, translator = "libre", "LibreTranslator"
    url, path = "http://127.0.0.1:5000", "/"  # the library adds "translate"
    codes = LIBRETRANSLATE

    def __init__(self, settings: Settings, sleep: Callable[[float], None] = time.sleep) -> None:
        super().__init__(settings, sleep)
        local = is_loopback(self._base)
        self.privacy = privacy(settings, Privacy.LOCAL if local else Privacy.PUBLIC)
        self.price = Decimal(0) if local else None

    @cached_property
    def _key(self) -> secrets_.Secret:
        return secrets_.find(self.name, self._settings.environ)

    def _make(self, library: Any) -> Any:
        # the library wants some key, even where there is none
        return library.LibreTranslator(source="auto", target="auto", api_key=self._key.value or "-")

    def _transport(self) -> Any:
        from partnerwiki.engines.transport import Reply, Transport

        key = self._key

        class Form(Transport):
            """Sends as a form what the library puts into the address, which servers write into their logs."""

            def post(self, url: str, *, params: Mapping[str, str] | None = None, **_ignored: object) -> Reply:
                fields = {name: value for name, value in (params or {}).items() if name != "api_key" or key.value}
                return self.request("POST", url, data=fields)

        return Form(self._settings.timeout, local=is_loopback(self._base), examine=self._examine)

    def _examine(self, text: str) -> None:
        data = _parsed(text)
        if isinstance(data, dict) and "error" in data:
            raise AttemptError(Trouble.SERVER)
        if isinstance(data, dict) and isinstance(data.get("translatedText"), list):
            raise AttemptError(Trouble.COUNT)


class Microsoft(_Deep):
    """Microsoft Translator, under the contract of an Azure subscription.

    ``region`` in the settings is that of the resource; ``url`` may be https://api-eur.cognitive.microsofttranslator.com,
    which keeps texts in Europe.
    """

    name = "microsoft"
    version = "3.0"
    module, translator = "microsoft", "MicrosoftTranslator"
    url = "https://api.cognitive.microsofttranslator.com"
    path = "/translate?api-version=3.0"
    codes = MICROSOFT
    # S1, pay as you go: 10 US dollars per million characters (azure.microsoft.com/pricing, as of 2025)
    price, currency = Decimal(10), "USD"

    def __init__(self, settings: Settings, sleep: Callable[[float], None] = time.sleep) -> None:
        super().__init__(settings, sleep)
        secrets_.check(self.name, settings.environ)
        self.privacy = privacy(settings, Privacy.CONTRACT)
        self._region = settings.text("region")

    @cached_property
    def _key(self) -> secrets_.Secret:
        return secrets_.needed(self.name, self._settings.environ)

    def _make(self, library: Any) -> Any:
        class Translator(library.MicrosoftTranslator):  # type: ignore[misc]
            """Asks for no list of languages; the library would do so for each object."""

            def _get_supported_languages(self) -> dict[str, str]:
                return {}

        return Translator(source="auto", target="auto", api_key=self._key.value, region=self._region or None)

    def _examine(self, text: str) -> None:
        data = _parsed(text)
        if isinstance(data, dict):
            raise AttemptError(Trouble.SERVER)
        if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
            raise AttemptError(Trouble.MALFORMED)
        translations = [item.get("translations") for item in data]
        if len(translations) != 1 or (isinstance(translations[0], list) and len(translations[0]) != 1):
            raise AttemptError(Trouble.COUNT)


def _parsed(text: str) -> Any:
    from partnerwiki.engines.transport import parsed

    return parsed(text)
