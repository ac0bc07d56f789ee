"""What a MeasureReport says in words: what is measured and why, how the groups were recorded, the framing, and what a mask means. No figure is in it."""

from __future__ import annotations

from typing import Final

from evenground.figures.text import clean, escape
from evenground.model.measures import Measure
from evenground.model.plans import Plan
from evenground.model.strata import MultiRace, Stratum

_WORDS: Final = {
    "en": {
        "masked": "A figure marked as masked is withheld to protect people in small groups. It is not zero.",
        "made_up": "These data are made up. They are not about real people.",
        "chosen": "Chosen by {who}.",
        "collected": "How it was recorded: {how}.",
        "by": "Recorded by {who}.",
        "self": "People said it themselves.",
        "other": "Others recorded it for them.",
        "alone": "People who name several groups stand in a group of their own.",
        "combination": "People who name several groups count in each of them, so groups overlap.",
        "rarest": "People who name several groups count in the one that the fewest people here name.",
    },
    "es": {
        "masked": "Una cifra marcada como «masked» se oculta para proteger a personas de grupos pequeños. No es cero.",
        "made_up": "Estos datos son inventados. No tratan de personas reales.",
        "chosen": "Elegido por {who}.",
        "collected": "Cómo se registró: {how}.",
        "by": "Lo registró {who}.",
        "self": "Las personas lo dijeron ellas mismas.",
        "other": "Otros lo registraron por ellas.",
        "alone": "Quienes nombran varios grupos están en un grupo propio.",
        "combination": "Quienes nombran varios grupos cuentan en cada uno, así que los grupos se traslapan.",
        "rarest": "Quienes nombran varios grupos cuentan en el que menos personas nombran aquí.",
    },
}


def narrative(plan: Plan, measure: Measure) -> str:
    """The report's text as XHTML, in the plan's language."""
    said = _words(plan.language)
    paragraphs = [
        f"<b>{escape(measure.title)}</b> ({escape(plan.title)})",
        escape(measure.unit),
        escape(measure.why),
        escape(said["chosen"].format(who=measure.chosen_by)) if measure.chosen_by else "",
        escape(plan.framing) if plan.is_framed else "",
        escape(said["collected"].format(how=_sentence(plan.collected))) if plan.collected else "",
        *(f"{escape(one.title)}: {escape(how)}" for one in plan.strata if (how := how_recorded(one, plan.language))),
        escape(said["masked"]),
        escape(said["made_up"]) if plan.made_up else "",
    ]
    body = "".join(f"<p>{one}</p>" for one in paragraphs if one)
    return f'<div xmlns="http://www.w3.org/1999/xhtml" lang="{escape(plan.language)}">{body}</div>'


def how_recorded(stratum: Stratum, language: str) -> str:
    """How this stratum's groups came to be in the data, in plain words; empty where the plan does not say."""
    said = _words(language)
    parts = [
        said["collected"].format(how=_sentence(stratum.collected)) if stratum.collected else "",
        said["by"].format(who=_sentence(stratum.collected_by)) if stratum.collected_by else "",
        "" if stratum.self_reported is None else said["self" if stratum.self_reported else "other"],
        said[stratum.multi.value] if stratum.separator or stratum.multi is not MultiRace.ALONE else "",
    ]
    return " ".join(clean(part) for part in parts if part)


def _sentence(text: str) -> str:
    return clean(text).rstrip(".")


def _words(language: str) -> dict[str, str]:
    return _WORDS["es" if language.startswith("es") else "en"]
