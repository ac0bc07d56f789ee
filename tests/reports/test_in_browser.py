"""The page read as people read it: wide, on a phone, in the dark, printed, and by a checker of accessibility."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from evenground.figures.text import width_of
from evenground.reports import write_html
from tests.browser import AXE, browser, needs_chromium
from tests.reports import examples as ex

__all__ = ["browser"]

pytestmark = [needs_chromium, pytest.mark.browser]

RELEASES = {
    "typical": ex.typical(),
    "spanish": ex.in_spanish(),
    "hard": ex.of(ex.twelve_groups(), ex.zeros(), ex.by_poverty(40)),
}


def opened(browser: Browser, tmp_path: Path, name: str, width: int, scheme: str = "light") -> Page:
    """The report of this name on a screen of this width, every fold open."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(write_html(RELEASES[name], tmp_path / f"{name}.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    return page


@pytest.mark.parametrize("name", RELEASES)
@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (390, "light"), (1200, "dark")])
def test_a_checker_of_accessibility_finds_nothing(
    browser: Browser, tmp_path: Path, name: str, width: int, scheme: str
) -> None:
    """WCAG 2.2 A and AA, and good practice, by axe-core."""
    page = opened(browser, tmp_path, name, width, scheme)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run().then(r => r.violations.map(v => [v.id, v.nodes.slice(0, 2).map(n => n.html.slice(0, 200))]))"
    )
    page.close()
    assert found == []


@pytest.mark.parametrize("name", RELEASES)
@pytest.mark.parametrize("width", [320, 390, 768, 1200])
def test_the_page_never_scrolls_sideways(browser: Browser, tmp_path: Path, name: str, width: int) -> None:
    """Wide tables scroll in a region of their own, which the keyboard reaches."""
    page = opened(browser, tmp_path, name, width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("[...document.querySelectorAll('.scroll')].every(region => region.tabIndex === 0)")
    page.close()


@pytest.mark.parametrize("width", [320, 390, 700, 1200])
def test_no_text_of_a_picture_is_under_13_pixels(browser: Browser, tmp_path: Path, width: int) -> None:
    """On a phone the narrow picture stands, with the names above the lines."""
    page = opened(browser, tmp_path, "hard", width)
    sizes = page.evaluate(
        "[...document.querySelectorAll('.eg-fig text')].filter(t => t.getClientRects().length)"
        ".map(t => parseFloat(getComputedStyle(t).fontSize) * t.ownerSVGElement.getBoundingClientRect().width / t.ownerSVGElement.viewBox.baseVal.width)"
    )
    page.close()
    assert sizes
    assert min(sizes) >= 13


def test_words_are_as_wide_as_they_were_measured(browser: Browser, tmp_path: Path) -> None:
    """Else they would run into each other on a real screen."""
    page = opened(browser, tmp_path, "hard", 1200)
    measured = page.evaluate(
        "document.fonts.ready.then(() => [...document.querySelectorAll('.wide text')]"
        ".map(t => [t.textContent, parseFloat(t.getAttribute('font-size')), t.getAttribute('font-weight') === '700', t.getComputedTextLength()]))"
    )
    page.close()
    assert len(measured) > 100
    assert [(text, wide) for text, size, bold, wide in measured if wide > width_of(text, size, bold=bold) + 0.5] == []


def test_nothing_is_asked_of_any_network_and_the_vendored_type_is_used(browser: Browser, tmp_path: Path) -> None:
    """One file, offline."""
    page = browser.new_page()
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: faults.append(message.text))
    page.goto(write_html(ex.typical(), tmp_path / "report.html").as_uri())
    loaded = page.evaluate(
        "document.fonts.ready.then(() => [...document.fonts].filter(f => f.status === 'loaded').map(f => f.family))"
    )
    page.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert faults == []
    assert {family.strip('"') for family in loaded} == {"Atkinson Hyperlegible Next", "Evenground Serif"}


def test_folded_parts_stand_open_on_paper(browser: Browser, tmp_path: Path) -> None:
    """Nobody can click on paper."""
    page = browser.new_page()
    page.goto(write_html(ex.typical(), tmp_path / "report.html").as_uri())
    page.emulate_media(media="print")
    shown = page.evaluate(
        "[...document.querySelectorAll('details table')].every(table => table.getBoundingClientRect().height > 20)"
    )
    page.close()
    assert shown
