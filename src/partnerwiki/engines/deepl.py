"""DeepL through its own library, with agreed terms as a glossary and the form of address that was asked for."""

from __future__ import annotations

import hashlib
import json as jsonlib
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from functools import cached_property
from importlib.util import find_spec
from typing import Any

from partnerwiki.engines import Error, Privacy, Result, Settings, Trouble, secrets_
from partnerwiki.engines.base import Adapter, address, is_loopback, judged, privacy, unsupported
from partnerwiki.engines.codes import DEEPL_SOURCE, DEEPL_TARGET
from partnerwiki.engines.patience import AttemptError, Patience
from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _

#: Targets with a formal and an informal form of address (DeepL's documentation of ``formality``).
_FORMALITY = frozenset({"de", "es", "es-419", "fr", "it", "ja", "nl", "pl", "pt-BR", "pt-PT", "ru"})
#: How glossaries that we made begin in the town's account.
_OURS = "partnerwiki"

#: DeepL's codes of source and target.
Pair = tuple[str, str]


class DeepL(Adapter):
    """DeepL under the contract of an API subscription. ``url`` in the settings is for a gateway."""

    name = "deepl"
    privacy = Privacy.CONTRACT
    batch = 50  # the most that one request may hold
    max_chars = 800  # fifty of them stay below DeepL's 128 KiB a request in every script
    # API Pro: 20 euros per million characters (deepl.com/pro-api, as of 2025); API Free: 500,000 a month for nothing
    price = Decimal(20)

    def __init__(self, settings: Settings, sleep: Callable[[float], None] = time.sleep) -> None:
        super().__init__(settings)
        if find_spec("deepl") is None:
            raise PartnerwikiError(
                _("The engine '{name}' needs an extra package.").format(name=self.name),
                mend=_("Install it with: {command}").format(command="pip install 'partnerwiki[deepl]'"),
            )
        secrets_.check(self.name, settings.environ)
        self.privacy = privacy(settings, Privacy.CONTRACT)
        self._url = address(settings, "https://api.deepl.com") if settings.text("url") else None
        self._settings = settings
        self._patience = Patience(sleep)
        self._lock = threading.Lock()
        self._glossaries: dict[Pair, str | None] = {}

    def supports(self, source: str, target: str) -> bool:
        """Say whether DeepL's API lists both languages."""
        return _pair(source, target) is not None

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Result | Error]:
        """Translate texts in one request. Raises only where the key is missing."""
        pair = _pair(source, target)
        if pair is None:
            return unsupported(texts)
        client, entries = self._client, _entries(self._settings.terms(source, target))
        try:
            answers = self._patience.persist(lambda: _ask(lambda: self._request(client, texts, pair, entries)))
        except AttemptError as failure:
            return [failure.error for _text in texts]
        return [judged(text, answer) for text, answer in zip(texts, answers, strict=True)]

    @cached_property
    def _key(self) -> secrets_.Secret:
        return secrets_.needed(self.name, self._settings.environ)

    @cached_property
    def _client(self) -> Any:
        """Give a client of DeepL's library that talks through our transport; keys of API Free have their own server."""
        import deepl

        client = deepl.DeepLClient(self._key.value, server_url=self._url, send_platform_info=False)
        client._client = self._http()
        return client

    def _http(self) -> Any:
        from partnerwiki.engines.transport import Transport, parsed

        def examine(text: str) -> None:
            if text:
                parsed(text)

        transport = Transport(self._settings.timeout, local=is_loopback(self._url or ""), examine=examine)

        class Http:
            """What DeepL's library expects of its HTTP client; ours repeats nothing on its own."""

            def request_with_backoff(
                self, method: str, url: str, data: Any, json: Any, headers: dict[str, str], **_ignored: object
            ) -> tuple[int, str]:
                body = data
                if json is not None:  # written by us: the usual way takes six bytes for each letter that is not ASCII
                    body = jsonlib.dumps(json, ensure_ascii=False).encode()
                    headers = {**headers, "Content-Type": "application/json"}
                reply = transport.request(method, url, data=body, headers=headers)
                return reply.status_code, reply.text

            def close(self) -> None:
                pass

        return Http()

    def _request(self, client: Any, texts: Sequence[str], pair: Pair, entries: dict[str, str]) -> list[object]:
        formality = self._settings.text("formality")
        found = client.translate_text(
            list(texts),
            source_lang=pair[0],
            target_lang=pair[1],
            preserve_formatting=True,
            formality=f"prefer_{formality}" if formality and pair[1] in _FORMALITY else None,
            glossary=self._glossary(client, pair, entries),
        )
        if len(found) != len(texts):
            raise AttemptError(Trouble.COUNT)
        return [answer.text for answer in found]

    def _glossary(self, client: Any, pair: Pair, entries: dict[str, str]) -> str | None:
        """Give the id of the glossary that holds ``entries``: looked for or made once a run, older ones removed.

        A pair for which DeepL makes none is translated without; the gate looks at agreed terms all the same.
        """
        if not entries:
            return None
        with self._lock:
            if pair not in self._glossaries:
                try:
                    self._glossaries[pair] = _stored(client, pair, entries)
                except AttemptError as failure:
                    if failure.trouble is not Trouble.SERVER or failure.again:
                        raise
                    self._glossaries[pair] = None
            return self._glossaries[pair]


def _stored(client: Any, pair: Pair, entries: dict[str, str]) -> str:
    from deepl.api_data import MultilingualGlossaryDictionaryEntries

    content = jsonlib.dumps([pair, sorted(entries.items())])
    name = f"{_OURS} {pair[0]}-{pair[1]} {hashlib.sha256(content.encode()).hexdigest()[:16]}"
    glossaries = client.list_multilingual_glossaries()
    found = next((glossary.glossary_id for glossary in glossaries if glossary.name == name), None)
    for glossary in glossaries:
        if glossary.name.startswith(name.rpartition(" ")[0] + " ") and glossary.name != name:
            with suppress(AttemptError):  # another run was faster
                client.delete_multilingual_glossary(glossary.glossary_id)
    if found is None:
        dictionary = MultilingualGlossaryDictionaryEntries(*pair, entries)
        found = client.create_multilingual_glossary(name, [dictionary]).glossary_id
    return str(found)


def _entries(terms: Mapping[str, str]) -> dict[str, str]:
    """Give terms as DeepL takes them: one line each, no control characters, none empty."""
    lines = {" ".join(word.split()): " ".join(translation.split()) for word, translation in terms.items()}
    return {a: b for a, b in lines.items() if a and b and (a + b).isprintable()}


def _pair(source: str, target: str) -> Pair | None:
    first, second = DEEPL_SOURCE.code(source), DEEPL_TARGET.code(target)
    return (first, second) if first and second and second.split("-")[0] != first else None


def _ask(request: Callable[[], list[object]]) -> list[object]:
    from partnerwiki.engines.transport import quietly

    try:
        with quietly():
            return request()
    except AttemptError:
        raise
    except Exception:  # the library's own errors hold what the server said
        raise AttemptError(Trouble.MALFORMED) from None
