"""The report of a run in words: for the terminal, and as a page that a coordinator understands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from partnerwiki.drafts.report import Outcome, Report
from partnerwiki.languages import direction, name_in, tag
from partnerwiki.messages import _, current_language
from partnerwiki.units import unit_id

#: Longest beginning of a paragraph on the page, in characters.
_EXCERPT = 80


def heading(outcome: str) -> str:
    """Give the name of an outcome for tables."""
    return {
        "drafted": _("drafted"),
        "copied": _("copied"),
        "memory": _("from memory"),
        "similar": _("similar"),
        "rejected": _("rejected"),
        "held": _("held back"),
        "unfit": _("for people"),
        "failed": _("failed"),
        "limit": _("beyond the limit"),
        "kept": _("kept"),
        "planned": _("planned"),
    }[outcome]


def explanation(outcome: str) -> str:
    """Say what an outcome means for the readers and for whoever coordinates."""
    return {
        "drafted": _("Translated by the machine, shown and marked as a draft until somebody has reviewed it."),
        "copied": _("Nothing to translate, such as a name or a number: taken over as it is, marked as a draft."),
        "memory": _("The same sentence had been translated before; its translation was taken over with its state."),
        "similar": _("A similar sentence had been translated before; its text is offered, marked as outdated."),
        "rejected": _("The machine's text did not pass the checks and was not stored. The page shows the original."),
        "held": _("The page does not allow its text to go to this engine. Nothing was sent."),
        "unfit": _("Not for a machine: code, markup it cannot carry, or languages it does not know."),
        "failed": _("The engine gave no answer. Run the command again; what is done stays done."),
        "limit": _("Left for the next run, because a limit was given."),
        "kept": _("Somebody translated it while the machine was at work. Their text stays."),
        "planned": _("Would be sent to the engine."),
    }[outcome]


def reason(item: Outcome) -> str:
    """Say in one sentence why a unit has no draft."""
    sentences: dict[str, Callable[[], str]] = {
        "empty": lambda: _("The draft was empty."),
        "markup": lambda: _("Links, emphasis or other markup differ from the source."),
        "number": lambda: _("A number differs from the source."),
        "date": lambda: _("A date differs from the source."),
        "address": lambda: _("A web or mail address differs from the source."),
        "length": lambda: _("The draft is far too short or too long."),
        "untranslated": lambda: _("The draft is the source itself."),
        "language": lambda: _("The draft is not in the right language."),
        "name": lambda: _("A name was translated or lost."),
        "glossary": lambda: _("Another word than agreed in the glossary was used."),
        "none": lambda: _("The page says that no machine may translate it."),
        "local": lambda: _("The page may be translated on this machine only."),
        "contract": lambda: _("The page may go to services under contract only."),
        "doubt": lambda: _("Drafted, but maybe in another language."),
        "hidden": lambda: _("The page is not public."),
        "code": lambda: _("Code is not translated by a machine."),
        "rst": lambda: _("reStructuredText with markup is for people."),
        "pair": lambda: _("The engine does not translate between these languages."),
        "timeout": lambda: _("The engine did not answer in time."),
        "unreachable": lambda: _("The engine cannot be reached."),
        "busy": lambda: _("The engine refuses more requests for now."),
        "forbidden": lambda: _("The engine refuses access: look at the key."),
        "quota": lambda: _("The quota of the engine is used up."),
        "paused": lambda: _("The engine was left alone after it had refused."),
    }
    sentence = sentences.get(item.why, lambda: _("The engine's answer could not be used."))()
    return f"{sentence} ({item.detail})" if item.detail else sentence


def write_page(report: Report, path: Path) -> None:
    """Write the report as a page of its own, in the language of the command line."""
    folder = Path(__file__).parent
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    language = current_language()
    html = environment.get_template("report.html.j2").render(
        report=report,
        lang=tag(language),
        dir=direction(language),
        t=_,
        heading=heading,
        explanation=explanation,
        reason=reason,
        excerpt=excerpt,
        unit_id=unit_id,
        names={code: name_in(code, language) for code in report.languages},
        listed=("rejected", "failed", "held", "unfit"),
    )
    path.write_text(html, encoding="utf-8", newline="\n")


def excerpt(text: str) -> str:
    """Give the beginning of a paragraph."""
    text = " ".join(text.split())
    return text if len(text) <= _EXCERPT else text[:_EXCERPT].rsplit(" ", 1)[0] + " …"


def lines(report: Report) -> Iterator[str]:
    """Give one line for each unit without a draft or with a doubtful one, without the page's text."""
    for item in report.outcomes:
        if item.outcome in {"rejected", "failed"} or item.why == "doubt":
            yield f"{item.language} {item.docname} {unit_id(item.msgid)}: {reason(item)}"
