"""The whole release as a document: what to act on first, what cannot be told yet, then each measure, then how it was made."""

from __future__ import annotations

from evenground.disclosure.released import Release, ReleasedGap, ReleasedResult
from evenground.figures.language import Words
from evenground.model.figures import Verdict
from evenground.model.measures import Better, Measure
from evenground.model.plans import Audience
from evenground.reports.amounts import distance, gap_decimals
from evenground.reports.blocks import Banner, Block, Contents, Document, Facts, Fold, Group, Heading, Rank, Ranked, Text
from evenground.reports.caveats import link_sentences
from evenground.reports.findings import finding, ident_of
from evenground.reports.grids import link_tables, site_table
from evenground.reports.headlines import compared, has_one_figure, headline
from evenground.reports.language import words_for
from evenground.reports.periods import span
from evenground.reports.saying import too_few_sentence, untold_gaps
from evenground.reports.trends import grain_sentences

_FIRST = 7
"""How many gaps the opening names; the rest stand with their measures."""

TERMS = ("level_line", "range", "difference", "ratio", "change", "verdict", "hidden", "unknown")


def document(release: Release, language: str | None = None) -> Document:
    """The report in one language (the plan's, unless another is asked for)."""
    words = words_for(language or release.plan.language)
    period = next((result.period for result in release.results if result.period), None)
    blocks: list[Block] = [*_banners(release, words)]
    blocks += [*scan_blocks(release, words), _reading(words), _contents(release, words)]
    blocks += [_chapter(measure, results, release, words) for measure, results in _by_measure(release)]
    blocks += [] if release.results else [Text(words("page.no_results"))]
    blocks += [_method(release, words), _glossary(release, words)]
    return Document(
        release.plan.title, words.language, words("page.kicker"), span(period, words) if period else "", tuple(blocks)
    )


def scan_blocks(release: Release, words: Words) -> list[Block]:
    """The opening: the gaps worth acting on first, and what cannot be told yet."""
    return [_scan(release, words), *_untold(release, words)]


def _banners(release: Release, words: Words) -> list[Block]:
    banners: list[Block] = []
    if release.plan.made_up:
        banners.append(Banner(words("banner.made_up_title"), words("banner.made_up")))
    state = _state(release)
    if state:
        banners.append(Banner(words(f"banner.{state}_title"), words(f"banner.{state}")))
    return banners


def _state(release: Release) -> str:
    """What a reader must know of who may see this: nothing more, once it is published."""
    if release.audience is Audience.STEWARD:
        return "steward"
    if release.safe_to_publish:
        return ""
    return "checked" if release.audit is not None and release.audit.safe else "unsafe"


def _scan(release: Release, words: Words) -> Group:
    shown = [gap for gap in release.scan if not gap.hidden and gap.difference is not None]
    blocks: list[Block] = [Heading(2, words("scan.title"), "scan")]
    blocks.append(Text(words(_scan_opening(release, shown=bool(shown))), "lede"))
    if shown:
        blocks.append(Ranked(tuple(_rank(gap, release, words) for gap in shown[:_FIRST])))
    if len(shown) > _FIRST:
        blocks.append(Text(words.counted("scan.and_others", len(shown) - _FIRST)))
    if release.looked_at:
        chance = (
            words("scan.chance", share=words.number(100 * release.fdr, 1, trim=True)) if release.looked_at > 1 else ""
        )
        blocks.append(Text(f"{words.counted('scan.looked', release.looked_at)} {chance}".strip(), "quiet"))
    return Group("panel", tuple(blocks), "scan")


def _scan_opening(release: Release, *, shown: bool) -> str:
    """A scan that names nothing must not contradict a result that does: chance is counted in the one, not in the other."""
    if shown:
        return "scan.intro"
    told = (gap for result in release.results for gap in result.gaps if gap.verdict is Verdict.GAP and not gap.hidden)
    return "scan.none_stands_out" if any((gap.worse_by or 0) > 0 for gap in told) else "scan.none"


def _rank(gap: ReleasedGap, release: Release, words: Words) -> Rank:
    result = release.result(gap.measure, gap.by)
    strata = words.listed([stratum.title for stratum in result.strata])
    how_far = distance(result.measure, gap.difference or 0.0, gap_decimals(result), words)
    below = words("scan.below", distance=how_far, strata=strata)
    return Rank(below, compared(gap, result.measure, words), ident_of(gap.measure, gap.by), _people(gap, result, words))


def _people(gap: ReleasedGap, result: ReleasedResult, words: Words) -> str:
    if gap.excess is None or round(gap.excess) < 1:
        return ""
    key = "cell.fewer" if result.measure.better is Better.LOWER else "cell.more"
    return words(key, n=words.number(round(gap.excess)))


def _untold(release: Release, words: Words) -> list[Block]:
    """For each result of one stratum, the groups that cannot be told yet; pairs stand with their measures."""
    items: list[Rank] = []
    for result in release.results:
        few = untold_gaps(result)
        if len(result.strata) == 1 and few and not has_one_figure(result):
            said = " ".join(too_few_sentence(gap, result.measure, words) for gap in few[:3])
            title = words("scan.item", measure=result.measure.title, strata=result.strata[0].title)
            items.append(Rank(said, title, ident_of(result.measure.name, result.by)))
    if not items:
        return []
    blocks = (
        Heading(2, words("scan.untold"), "untold"),
        Text(words("scan.untold_intro")),
        Ranked(tuple(items), numbered=False),
    )
    return [Group("panel", blocks, "untold")]


def _reading(words: Words) -> Fold:
    return Fold(words("page.reading"), (Text(words("page.reading_text")),))


def _contents(release: Release, words: Words) -> Contents:
    items = [
        (
            measure.title,
            _chapter_ident(measure),
            tuple(
                (words.listed([stratum.title for stratum in result.strata]), ident_of(measure.name, result.by))
                for result in results
            ),
        )
        for measure, results in _by_measure(release)
    ]
    ends = [(words("page.made"), "made", ()), (words("page.words"), "words", ())]
    return Contents(words("page.contents"), (*items, *ends))


def _chapter(measure: Measure, results: list[ReleasedResult], release: Release, words: Words) -> Group:
    ident = _chapter_ident(measure)
    blocks: list[Block] = [Text(words(f"kind.{measure.kind}"), "label"), Heading(2, measure.title, ident)]
    why = words("page.why", why=measure.why) if measure.why else ""
    chosen = words("page.chosen", who=measure.chosen_by.rstrip(".")) if measure.chosen_by else ""
    blocks += [Text(f"{why} {chosen}".strip())] if why or chosen else []
    blocks += [finding(result, release.plan, words) for result in results if len(result.strata) < 2]
    pairs = [_folded(result, release, words) for result in results if len(result.strata) > 1]
    if pairs:
        blocks += [Heading(3, words("page.pairs")), Text(words("page.pairs_text")), *pairs]
    return Group("chapter", tuple(blocks), ident)


def _folded(result: ReleasedResult, release: Release, words: Words) -> Fold:
    """A pair opens on demand: its headline says what it holds."""
    return Fold(headline(result, words), (finding(result, release.plan, words, level=4),))


def _method(release: Release, words: Words) -> Group:
    blocks: list[Block] = [Heading(2, words("page.made"), "made"), Facts(_facts(release, words))]
    if release.notes:
        blocks += [Heading(3, words("page.notes")), *(Text(note) for note in release.notes)]
    titles = {stratum.name: stratum.title for stratum in release.plan.strata}
    if release.advice:
        blocks += [Heading(3, words("grain.title")), *(Text(text) for text in grain_sentences(release, words))]
    if release.links:
        blocks.append(Heading(3, words("page.links")))
    for link in release.links:
        blocks += [Text(titles.get(link.stratum, link.stratum), "label"), Text(" ".join(link_sentences(link, words)))]
        blocks += link_tables(link, titles, words)
    if release.missing:
        blocks += [Heading(3, words("page.missing_by_site")), *(site_table(one, words) for one in release.missing)]
    return Group("chapter", tuple(blocks), "made")


def _facts(release: Release, words: Words) -> tuple[tuple[str, str], ...]:
    """Facts whose label the catalogue knows (source, plan_hash…) are named in the reader's language."""
    return tuple((words.messages.get(f"fact.{label}", label), text) for label, text in release.facts)


def _glossary(release: Release, words: Words) -> Group:
    values = {
        "most": words.number(release.plan.protect.threshold - 1),
        "conf": words.number(100 * release.plan.conf, 1, trim=True),
    }
    pairs = tuple((words(f"term.{term}"), words(f"meaning.{term}", **values)) for term in TERMS)
    facts = Facts(pairs, tuple(f"word-{term.replace('_', '-')}" for term in TERMS))
    return Group("chapter", (Heading(2, words("page.words"), "words"), facts), "words")


def _by_measure(release: Release) -> list[tuple[Measure, list[ReleasedResult]]]:
    found: dict[str, tuple[Measure, list[ReleasedResult]]] = {}
    for result in release.results:
        found.setdefault(result.measure.name, (result.measure, []))[1].append(result)
    return list(found.values())


def _chapter_ident(measure: Measure) -> str:
    return "m-" + ident_of(measure.name, ())[2:]
