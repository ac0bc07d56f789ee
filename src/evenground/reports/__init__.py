"""Released results as documents: sentences, the web page, the PDF, tidy tables, JSON and text; nothing withheld is in any of them."""

from evenground.reports.html import html_of, write_html
from evenground.reports.measure_report import measure_reports, read_measure_report, write_measure_reports
from evenground.reports.pdf import write_pdf
from evenground.reports.saying import gap_sentence, sentence, sentences
from evenground.reports.tables import write_charts, write_tables, write_xlsx
from evenground.reports.terminal import scan_to_text, to_text
from evenground.reports.tidy import to_json

__all__ = [
    "gap_sentence",
    "html_of",
    "measure_reports",
    "read_measure_report",
    "scan_to_text",
    "sentence",
    "sentences",
    "to_json",
    "to_text",
    "write_charts",
    "write_html",
    "write_measure_reports",
    "write_pdf",
    "write_tables",
    "write_xlsx",
]
