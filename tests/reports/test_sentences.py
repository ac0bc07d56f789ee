"""Every result opens with a plain sentence that says what happens to people, and what cannot be said yet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evenground.disclosure.released import ReleasedResult
from evenground.model.figures import Verdict
from evenground.reports import gap_sentence, sentence, sentences, to_text
from evenground.reports.caveats import change_sentences, collected_sentences, link_sentences, missing_sentences
from evenground.reports.chapters import TERMS, document
from evenground.reports.language import words_for
from evenground.reports.saying import story
from tests.reports import examples as ex
from tests.reports.reading_level import ease, grade

EN, ES = words_for("en"), words_for("es")


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (ex.by_race(), "Back in hospital within 30 days: 1.8 times as common for Black as for White."),
        (
            ex.by_poverty(),
            "Blood sugar in the goal range: less common for 5 (most poverty) than for 1 (least poverty).",
        ),
        (ex.average(), "Average A1c: higher for Black than for White."),
        (ex.all_hidden(), "Blood sugar in the goal range: the groups by Language are hidden to protect people."),
        (ex.one_group(), "Emergency department visits: only one group by Language, so none to compare."),
    ],
)
def test_a_result_opens_with_what_happens_to_people(result: ReleasedResult, said: str) -> None:
    """The headline is the finding; it never says that a group is worse."""
    assert sentence(result) == said


def test_twice_is_said_as_twice() -> None:
    """ "2.0 times" is how a computer talks."""
    cells = (ex.cell(("Black",), 200, 1000), ex.cell(("White",), 100, 1000))
    assert (
        sentence(ex.result(ex.VISITS, (ex.RACE,), cells, ("White",)))
        == "Emergency department visits: twice as often for Black as for White."
    )


def test_no_clear_gap_and_too_few_are_different_findings() -> None:
    """One says that we looked and saw none; the other that we could not see."""
    result = ex.by_race()
    quiet = replace(result, gaps=tuple(replace(gap, verdict=Verdict.NO_CLEAR_GAP) for gap in result.gaps))
    few = replace(result, gaps=tuple(replace(gap, verdict=Verdict.TOO_FEW) for gap in result.gaps))
    assert sentence(quiet).endswith("no clear gap by Race and ethnicity.")
    assert sentence(few).endswith("too few people to compare by Race and ethnicity.")


def test_a_level_without_anyone_to_compare_is_not_called_no_gap() -> None:
    """With all but the level hidden, nothing was compared: silence about that would be a false comfort."""
    cells = (ex.cell(("Female",), 60, 500), ex.hidden(("Male",)), ex.hidden(("Unknown",)))
    result = ex.result(ex.READMITTED, (ex.SEX,), cells, ("Female",))
    assert (
        sentence(result)
        == "Back in hospital within 30 days: by Sex, the groups to compare are hidden to protect people."
    )


def test_too_few_says_how_many_it_would_take() -> None:
    """A number to aim for is a next step; "not significant" is none."""
    result = ex.by_race()
    asian = next(gap for gap in result.gaps if gap.groups == ("Asian",))
    assert (
        gap_sentence(asian, result)
        == "We cannot tell yet for Asian. It would take about 2,600 in this group, or about 6.5 times as long."
    )


def test_the_overall_value_never_stands_alone() -> None:
    """R6: read as an average alone, the outcome hides its strata."""
    assert story(ex.by_race(), EN)[-1].startswith(
        "For everyone together it is 11.1 of every 100. On its own, that would hide how groups differ."
    )


def test_the_story_says_how_much_how_many_and_how_sure() -> None:
    """Both figures, the difference with its range, and the people it touches."""
    assert story(ex.by_race(), EN)[0] == (
        "It is 16.0 of every 100 for Black and 8.9 of every 100 for White. That is 7.1 more of every 100 (likely 5.6 to 8.6). "
        "At the level of White, it would happen about 228 fewer times for Black."
    )


def test_a_gap_that_closed_because_the_better_off_got_worse_is_named() -> None:
    """F6: levelling down is not progress."""
    result = ex.by_race()
    said = change_sentences(ex.narrowed("levelled down"), result, EN)
    assert "got worse for White, not better for Black. That is called levelling down." in said[0]


def test_difference_and_ratio_that_disagree_over_time_are_both_told() -> None:
    """Infant deaths fell for all, the difference shrank and the ratio grew: neither alone is the truth."""
    said = change_sentences(ex.narrowed("mixed"), ex.by_race(), EN)
    assert said[0] == (
        "The gap moved two ways, Jan 2024 to Dec 2025. As a difference it went from 11.4 to 3.6. "
        "As a ratio it went from 2.30 times to 1.40 times. Both are true, so look at both."
    )


def test_what_happened_over_time_is_among_the_sentences_of_a_result() -> None:
    """Whoever reads only the terminal must not miss that the two scales disagree."""
    result = replace(ex.by_race(), change=ex.narrowed("mixed"))
    assert "The gap moved two ways" in " ".join(sentences(result, ex.typical().plan))
    assert "The gap moved two ways" in to_text(ex.of(result), 400)


def test_people_of_unknown_group_and_missing_answers_are_counted() -> None:
    """Who is missing is a finding of its own."""
    assert missing_sentences(ex.by_race(), EN) == [
        "For 540 of 13,242 rows we do not know the group (4.1 of every 100).",
        "The answer is missing for 14.0 of every 100 rows in the group Unknown. That is the most.",
    ]


def test_how_groups_were_written_down_is_said_or_asked() -> None:
    """R16: data can be a source of bias."""
    plan = replace(ex.typical().plan, collected="")
    assert collected_sentences(ex.RACE, plan, EN).endswith(
        "asked or written down by front desk staff. People said it themselves."
    )
    assert "has not been said yet. Ask" in collected_sentences(ex.SEX, plan, EN)


def test_how_well_places_were_linked_is_said() -> None:
    """Failing to link is itself unequal."""
    assert link_sentences(ex.linked(), EN)[0] == "12,110 of 13,242 rows could be linked to a place (91.5 of every 100)."


def test_units_and_numbers_follow_the_language() -> None:
    """Per becomes "for every"; Spanish writes a decimal comma and parts thousands by a space."""
    assert "13.3 visits for every 100 child-years" in story(ex.one_group(), EN)[-1]
    assert "2\u00a0600" in " ".join(story(ex.by_race(), ES))
    assert "16,0 de cada 100" in story(ex.by_race(), ES)[0]


def test_a_figure_too_small_for_its_decimals_is_not_written_as_zero() -> None:
    """None and hardly any are different findings."""
    assert "under 0.1 visits" in story(ex.zeros(), EN)[0]


ALL = [ex.by_race(), ex.by_poverty(), ex.all_hidden(), ex.one_group(), ex.average()]


@pytest.mark.parametrize("result", ALL)
def test_english_sentences_read_at_grade_8_or_below(result: ReleasedResult) -> None:
    """A parent reads them after a night shift."""
    assert grade(" ".join([sentence(result), *story(result, EN), *missing_sentences(result, EN)])) <= 8


@pytest.mark.parametrize("result", ALL)
def test_spanish_sentences_read_as_easily(result: ReleasedResult) -> None:
    """Fernández Huerta above 65; titles in Spanish, as a Spanish plan has them."""
    named = replace(
        result, measure=replace(result.measure, title="Volver al hospital", unit="visitas por cada 100 niños")
    )
    assert ease(" ".join([sentence(named, "es"), *story(named, ES), *missing_sentences(named, ES)])) >= 65


def test_explanations_read_at_grade_8_or_below() -> None:
    """So do the words that explain the words, and the banners."""
    keys = [
        *(f"meaning.{term}" for term in TERMS),
        "page.reading_text",
        "banner.unsafe",
        "scan.chance",
        "hidden.all",
        "change.levelled",
    ]
    text = " ".join(EN.messages[key] for key in keys)
    assert grade(text.replace("{", "").replace("}", "")) <= 8
    assert ease(" ".join(ES.messages[key] for key in keys)) >= 65


def test_a_hard_text_is_found_hard() -> None:
    """The measure of reading can fail."""
    hard = "Statistically significant heterogeneity characterises the stratified epidemiological distribution of readmission."
    assert grade(hard) > 12
    assert (
        ease(
            "La heterogeneidad estadísticamente significativa caracteriza la distribución epidemiológica estratificada."
        )
        < 30
    )


def test_nobody_is_called_worse_in_any_sentence() -> None:
    """We say what happens to people. "Worse" is said of things and care alone, in two messages."""
    worse = {key for key, text in EN.messages.items() if "worse" in text or "underperform" in text}
    assert worse == {"change.levelled", "scan.none", "kind.balancing"}


def test_a_document_in_an_unknown_language_is_in_english_and_says_so() -> None:
    """Its language is the one that screen readers must speak."""
    assert document(ex.typical(), "fr").language == "en"
    assert document(ex.typical(), "es-MX").language == "es"
