"""A plan in plain words: what is counted, for whom, over what time, who is compared with whom, and what is not said yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evenground.model.columns import Column
from evenground.model.measures import Measure, MeasureType
from evenground.model.plans import Audience, Plan, Protect
from evenground.model.strata import Construct, Stratum
from evenground.plans import codes, folders
from evenground.plans.sayings import say


def explain(plan: Plan, columns: Sequence[Column] | None = None) -> str:
    """The plan in plain words, in its own language; with the source's ``columns``, also what they hold that matters to it."""
    parts = [
        [plan.title, *_source(plan)],
        [say("measures", plan.language), *(line for one in plan.measures for line in _measure(plan, one))],
        [say("groups", plan.language), *_groups(plan)],
        [say("time", plan.language), *_marked(_time(plan))],
        *([[say("charts", plan.language), *_marked(_charts(plan))]] if plan.date else []),
        [say("protection", plan.language), *_marked(_protection(plan, columns or ()))],
    ]
    asked = questions(plan)
    if asked:
        parts.append([say("to_say", plan.language), *_marked(asked)])
    if plan.is_framed:
        parts.append([plan.framing])
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def questions(plan: Plan) -> tuple[str, ...]:
    """What the plan does not say yet and should: why each measure matters and who said so, and how social groups were asked."""
    return (*_why(plan), *(line for stratum in plan.strata for line in _how_asked(plan, stratum)))


def _why(plan: Plan) -> Iterator[str]:
    for measure in plan.measures:
        if not (measure.why and measure.chosen_by):
            yield say("ask_why", plan.language, title=measure.title)


def _how_asked(plan: Plan, stratum: Stratum) -> Iterator[str]:
    if stratum.construct is not Construct.SOCIAL:
        return
    if not (stratum.collected or plan.collected):
        yield say("ask_collected", plan.language, title=stratum.title)
    if not stratum.collected_by:
        yield say("ask_collected_by", plan.language, title=stratum.title)
    if stratum.self_reported is None:
        yield say("ask_self_reported", plan.language, title=stratum.title)


def _source(plan: Plan) -> Iterator[str]:
    yield say("reads", plan.language, source=folders.shown(plan.source))
    if plan.collected:
        yield say("collected", plan.language, collected=plan.collected)
    if plan.made_up:
        yield say("made_up", plan.language)


def _measure(plan: Plan, measure: Measure) -> Iterator[str]:
    language = plan.language
    yield f"  {measure.title} ({say(measure.kind.value, language)})"
    lines = [say("average" if measure.type is MeasureType.MEAN else "numerator", language, numerator=measure.numerator)]
    if measure.denominator:
        key = "over" if measure.type is MeasureType.RATE else "out_of"
        lines.append(say(key, language, denominator=measure.denominator))
    elif measure.type is MeasureType.PROPORTION:
        lines.append(say("out_of_rows", language))
    if measure.where:
        lines.append(say("where", language, where=measure.where))
    if measure.unit:
        lines.append(say("shown", language, unit=measure.unit))
    lines.append(say(measure.better.value, language))
    lines += [say("target", language, target=f"{measure.target:,.12g}")] if measure.target is not None else []
    if measure.standardise:
        lines.append(say("standardised", language, stratum=plan.stratum(measure.standardise).title))
    lines += [say("why", language, why=measure.why)] if measure.why else []
    lines += [say("chosen_by", language, who=measure.chosen_by)] if measure.chosen_by else []
    yield from _marked(lines, indent=4)


def _groups(plan: Plan) -> Iterator[str]:
    if not plan.strata:
        yield f"  {say('no_groups', plan.language)}"
        return
    for stratum in plan.strata:
        yield f"  {stratum.title}"
        yield from _marked(_stratum(plan.language, stratum), indent=4)
    if len(plan.strata) > 1:
        yield f"  {say('pairs', plan.language)}"
    for each in plan.deeper:
        yield f"  {say('deeper', plan.language, names=', '.join(plan.stratum(name).title for name in each))}"
    yield f"  {say('missing', plan.language)}"


def _stratum(language: str, stratum: Stratum) -> Iterator[str]:
    yield _origin(language, stratum)
    yield from _cut(language, stratum)
    if stratum.reference in ("best", "largest", "overall"):
        yield say(stratum.reference, language)
    else:
        yield say("named", language, reference=codes.label_in(stratum.reference, language, stratum.codes))
    if stratum.separator:
        yield say(stratum.multi.value, language)
    if stratum.collected:
        yield say("collected", language, collected=stratum.collected)
    if stratum.collected_by:
        yield say("collected_by", language, who=stratum.collected_by)
    if stratum.self_reported is not None:
        yield say("self_reported" if stratum.self_reported else "not_self_reported", language)


def _origin(language: str, stratum: Stratum) -> str:
    if stratum.link is not None:
        link = stratum.link
        return say("from_link", language, column=link.column, table=link.table, area=link.area)
    if stratum.expression is not None:
        return say("from_expression", language, expression=stratum.expression)
    return say("from_column", language, column=stratum.column)


def _cut(language: str, stratum: Stratum) -> Iterator[str]:
    if stratum.codes is not None:
        code_set = codes.code_set(stratum.codes)
        yield say("codes", language, codes=code_set.name, source=code_set.source, year=code_set.year)
    if stratum.bands:
        names = codes.band_names(stratum.bands)
        yield say("bands", language, bands=", ".join(codes.label_in(name, language) for name in names))
    if stratum.link is not None and stratum.link.quantiles:
        yield say("quantiles", language, count=stratum.link.quantiles)


def _time(plan: Plan) -> Iterator[str]:
    if plan.date and plan.every:
        yield say("by_time", plan.language, every=say(plan.every.value, plan.language), date=plan.date)
    else:
        yield say("no_time", plan.language)
    if plan.rows != "people":
        yield say(plan.rows.replace(" ", "_"), plan.language)
    elif plan.person:
        yield say("person", plan.language, person=plan.person)
    else:
        yield say("no_person", plan.language)
    if plan.site:
        yield say("site", plan.language, site=plan.site)


def _charts(plan: Plan) -> Iterator[str]:
    charting, language = plan.charting, plan.language
    yield say(charting.rules, language)
    if charting.baseline:
        yield say("baseline", language, count=charting.baseline)
    for day in charting.phases:
        yield say("phase", language, day=day.isoformat())
    for one in charting.exclude:
        yield say("excluded", language, day=one.day.isoformat(), why=one.why)
    for tried in plan.tried:
        yield say("tried", language, day=tried.day.isoformat(), title=tried.title)


def _hidden(protect: Protect, language: str) -> Iterator[str]:
    yield say(protect.audience.value, language)
    if protect.audience is Audience.STEWARD:
        return
    most = protect.threshold - 1
    yield say("threshold", language, most=most) if most else say("no_threshold", language)
    if protect.zeros == "hide":
        yield say("zeros_hidden", language)
    if protect.round > 1:
        yield say("rounded", language, base=protect.round)


def _protection(plan: Plan, columns: Sequence[Column]) -> Iterator[str]:
    yield from _hidden(plan.protect, plan.language)
    identifiers = [column.name for column in columns if column.identifies]
    if identifiers:
        yield say("identifiers", plan.language, columns=", ".join(identifiers))
    used = {stratum.column for stratum in plan.strata}
    found = [f"{code} ({column.name})" for column in columns if column.name in used for code in column.missing_codes]
    if found:
        yield say("codes_found", plan.language, codes=", ".join(found))


def _marked(lines: Sequence[str] | Iterator[str], *, indent: int = 2) -> list[str]:
    return [f"{' ' * indent}- {line}" for line in lines]
