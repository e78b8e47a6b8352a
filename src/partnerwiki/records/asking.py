"""Asking for a record instead of having it typed: one plain question a field, each answer checked at once."""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from partnerwiki.errors import PartnerwikiError
from partnerwiki.languages import name_in
from partnerwiki.messages import _, current_language
from partnerwiki.records.complaints import complaint
from partnerwiki.records.models import KINDS, PARTS
from partnerwiki.records.names import kinds as kind_words
from partnerwiki.records.names import word
from partnerwiki.records.shapes import FieldOf, Form, Shape, fields
from partnerwiki.records.slugs import slug
from partnerwiki.records.store import Store
from partnerwiki.records.words import kinds, sentence

#: What a record or part is called, the first of its fields among these: its id is made from it.
HEADINGS = ("name", "title", "statement", "audience", "text")
_KIND_OF: dict[type[BaseModel], str] = {model: kind for kind, model in PARTS.items()}
#: Choices that fit on a screen; of more, what is typed is looked for.
_SHOWN = 40


@dataclass
class Asker:
    """Asks and gives a record.

    ``ask`` puts a question and gives the line that was typed; ``tell`` shows a line. ``languages`` are the wiki's;
    ``language`` is that of the answers.
    """

    store: Store
    languages: list[str]
    language: str
    ask: Callable[[str], str]
    tell: Callable[[str], None]
    own: dict[str, tuple[str, str]] = field(default_factory=dict)

    def record(self, kind: str) -> dict[str, Any]:
        """Ask for a record of a kind; give what a file would hold of it. Raises :class:`PartnerwikiError`."""
        self.tell(kinds(current_language())[kind])
        self.tell(_("Ctrl-C stops at any time; nothing is written before the end."))
        return self._part(KINDS[kind], kind)

    # ----------------------------------------------------------------------------------------------------------- parts
    def _part(self, model: type[BaseModel], kind: str, first: Any = None) -> dict[str, Any]:
        """Ask for a part; ``first`` is the answer to its first question where that was given already."""
        found: dict[str, Any] = {}
        asked = order(model)
        for number, wanted in enumerate(asked):
            if wanted.required and wanted.name != "id":
                is_given = number == 0 and first is not None
                found[wanted.name] = first if is_given else self._field(model, wanted)
                if wanted.name in HEADINGS and any(other.name == "id" for other in asked) and "id" not in found:
                    found["id"] = self._id(model, kind, found[wanted.name])
        if any(wanted.name == "id" for wanted in asked) and "id" not in found:
            found["id"] = self._id(model, kind, "")
        more = [wanted for wanted in asked if not wanted.required]
        if more and self._yes(_("More fields, all of them optional?")):
            for wanted in more:
                value = self._field(model, wanted)
                if value not in (None, "", [], {}):
                    found[wanted.name] = value
        return found

    def _id(self, model: type[BaseModel], kind: str, heading: Any) -> str:
        text = next(iter(heading.values())) if isinstance(heading, dict) else str(heading)
        taken = {*self.store.ids, *self.own}
        proposed = slug(text, taken, kind.replace("_", "-"))
        self.tell(f"\n{sentence(current_language(), model, 'id')}")
        while True:
            given = self._line(_("id, empty for {proposed}").format(proposed=proposed)) or proposed
            if given in taken:
                self.tell(_("There is a record with this id already."))
            elif (value := self._checked(model, "id", given)) is not None:
                self.own[value] = (_KIND_OF.get(model, ""), text or value)  # a record does not refer to itself
                return str(value)

    # ---------------------------------------------------------------------------------------------------------- fields
    def _field(self, model: type[BaseModel], wanted: FieldOf) -> Any:
        """Ask for a field until its answer can be used; an optional one may stay empty (None)."""
        self.tell(f"\n{sentence(current_language(), model, wanted.name)}")
        shape = wanted.shape
        if shape.form is Form.LIST and shape.item is not None:
            return self._list(model, wanted, shape.item)
        if shape.form is Form.PART and shape.model is not None:
            return self._part(shape.model, wanted.name) if wanted.required or self._yes(wanted.name) else None
        if shape.form is Form.MAP:
            return self._map(wanted, shape)
        choices = self._choices(shape, required=wanted.required)
        if shape.form is Form.REFERENCE and not choices:
            self.tell(_("There is nothing yet to choose from: {kinds}.").format(kinds=self._called(shape.kinds)))
            return None
        self._show(choices)
        while True:
            given = self._line(wanted.name if wanted.required else _("{name}, may be empty").format(name=wanted.name))
            if not given and not wanted.required:
                return None
            value = self._chosen(given, choices)
            if value is not None and self._is_possible(model, wanted, value):
                return self._name(value) if shape.form is Form.NAME else value

    def _is_possible(self, model: type[BaseModel], wanted: FieldOf, value: str) -> bool:
        if not value:
            self.tell(_("This one is needed."))
            return False
        return self._checked(model, wanted.attribute, value, wanted.name) is not None

    def _list(self, model: type[BaseModel], wanted: FieldOf, item: Shape) -> list[Any]:
        least = max(int(wanted.shape.limits.get("min_length", 0)), int(wanted.required))
        if least < 2 and wanted.name == "parties" and wanted.required:
            least = 2  # a partnership of one is none; the rule says so, too late to ask
        found: list[Any] = []
        choices = self._choices(item, required=wanted.required)
        if item.form is Form.REFERENCE and not choices:
            self.tell(_("There is nothing yet to choose from: {kinds}.").format(kinds=self._called(item.kinds)))
            return []
        self._show(choices)
        while True:
            prompt = _("{name} no. {number}, empty line ends").format(name=wanted.name, number=len(found) + 1)
            value: Any
            if item.form is Form.PART and item.model is not None:
                value = self._part_or_end(item.model, wanted.name, prompt)
            else:
                value = self._item(model, wanted, prompt, choices)
            if value is None:
                if len(found) >= least:
                    return found
                self.tell(_("At least {count} are needed.").format(count=least))
            else:
                found.append(value)

    def _item(self, model: type[BaseModel], wanted: FieldOf, prompt: str, choices: list[tuple[str, str]]) -> str | None:
        while True:
            given = self._line(prompt)
            if not given:
                return None
            value = self._chosen(given, choices)
            if value is not None and self._checked(model, wanted.attribute, [value] * 2, wanted.name) is not None:
                return value

    def _part_or_end(self, model: type[BaseModel], name: str, prompt: str) -> dict[str, Any] | None:
        """Ask for a part of a list; an empty first answer ends the list."""
        self.tell(f"— {prompt}")
        first = order(model)[0]
        if first.shape.form in {Form.LIST, Form.PART, Form.MAP}:
            return self._part(model, name) if self._yes(name) else None
        value = self._field(model, replace(first, required=False))
        return None if value is None else self._part(model, name, value)

    def _map(self, wanted: FieldOf, shape: Shape) -> dict[str, str]:
        """Ask for a text for each id that may be a key, such as the letters of each role; at least for one."""
        found: dict[str, str] = {}
        keys = list(self._ids(shape.kinds))
        while not found:
            for name, called in keys:
                given = self._line(_("{name}, may be empty").format(name=f"{name} ({called})"))
                if given:
                    found[name] = given
            if not found:
                self.tell(_("This one is needed."))
        return found

    def _name(self, value: str) -> Any:
        """Ask for forms of a proper name in the other languages of the wiki."""
        others = [code for code in self.languages if code != self.language]
        if not others or not self._yes(_("Does the name have another form in another language?")):
            return value
        forms = {self.language: value}
        for code in others:
            spoken = name_in(code, current_language())
            given = self._line(_("In this language, may be empty: {language}").format(language=spoken))
            if given:
                forms[code] = given
        return forms

    # --------------------------------------------------------------------------------------------------------- choices
    def _choices(self, shape: Shape, *, required: bool) -> list[tuple[str, str]]:
        """Give what may be chosen: the word that a file holds, and what it means."""
        if shape.enum is not None:
            return [(item.value, word(current_language(), item)) for item in shape.enum]
        if shape.form is Form.YES_NO:
            return [("yes", _("yes")), ("no", _("no"))]
        if shape.form is Form.REFERENCE:
            found = list(self._ids(shape.kinds))
            if not found and required:
                needed = next(kind for kind in shape.kinds if kind != "joint")
                raise PartnerwikiError(
                    _("There is nothing yet to choose from: {kinds}.").format(kinds=self._called(shape.kinds)),
                    mend=_("Write that first: partnerwiki new {kind}").format(kind=_where(needed)),
                )
            return found
        return []

    def _called(self, names: tuple[str, ...]) -> str:
        said = kind_words(current_language())
        return ", ".join(said[name] for name in names if name in said)

    def _ids(self, wanted: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        for name, known in self.store.ids.items():
            if known.kind in wanted:
                yield name, title(known.part, self.language)
        for name, (kind, called) in self.own.items():
            if kind in wanted:
                yield name, called
        if "joint" in wanted:
            yield "joint", _("all parties")

    def _show(self, choices: list[tuple[str, str]]) -> None:
        for number, (value, meaning) in enumerate(choices[:_SHOWN], 1):
            self.tell(f"  {number:>2}  {value}" + (f" – {meaning}" if meaning and meaning != value else ""))
        if len(choices) > _SHOWN:
            self.tell(_("And {count} more: type the id.").format(count=len(choices) - _SHOWN))

    def _chosen(self, given: str, choices: list[tuple[str, str]]) -> str | None:
        """Give what was chosen, by number or word; None where it is none of the choices."""
        if not choices or not given or given in {value for value, _meaning in choices}:
            return given
        if given.isascii() and given.isdigit() and 1 <= int(given) <= min(len(choices), _SHOWN):
            return choices[int(given) - 1][0]
        near = [value for value, meaning in choices if given.casefold() in (value.casefold(), meaning.casefold())]
        if near:
            return near[0]
        self.tell(_("Type one of the numbers or words above."))
        return None

    # ----------------------------------------------------------------------------------------------------------- lines
    def _checked(self, model: type[BaseModel], attribute: str, value: Any, name: str = "") -> Any:
        """Give a value that the model takes; say what is wrong with another and give None."""
        hint = typing.get_type_hints(model, include_extras=True)[attribute]
        try:
            TypeAdapter(hint).validate_python(value)
        except ValidationError as error:
            found = error.errors(include_url=False)[0]
            found["loc"] = (name or attribute,)
            message, mend = complaint(found, model, is_inline=False)
            self.tell(f"{message} {mend}")
            return None
        return value

    def _line(self, prompt: str) -> str:
        return " ".join(self.ask(f"{prompt}: ").split())

    def _yes(self, question: str) -> bool:
        choice = _("y/N")
        return self._line(f"{question} [{choice}]").casefold() in {"y", "yes", "j", "ja"}


def order(model: type[BaseModel]) -> list[FieldOf]:
    """Give the fields in the order in which they are asked: what it is called first, its id made from that."""
    return sorted(
        fields(model), key=lambda found: (found.name not in HEADINGS or not found.required, not found.required)
    )


def title(part: Any, language: str) -> str:
    """Give what a record or part is called on one line."""
    found = next((value for name in HEADINGS if (value := getattr(part, name, None))), part.id)
    if isinstance(found, dict):
        found = found.get(language) or next(iter(found.values()))
    text = " ".join(str(found).split())
    return text if len(text) <= 60 else f"{text[:59]}…"


def _where(kind: str) -> str:
    """Give the kind of record in which a kind of part stands."""
    if kind in KINDS:
        return kind
    inside = {"parties": "partnerships", "goals": "partnerships", "roles": "raci", "budget_lines": "budgets"}
    return inside.get(kind, "meetings" if kind == "decisions" else "plans")
