"""What a page holds compressed: it opens to the exact bytes, stays small, and says which edition of plotly.js it is."""

from __future__ import annotations

import base64
import gzip
import re

import pytest

from impact.present.theme import plotly_js
from impact.provenance import project_root
from impact.report import bundle
from impact.report.bundle import CARTESIAN, bundle_for
from impact.report.packed import FIGURES, PLOTLY_JS, packed, unpacked

SMALL_PAGE, LARGE_PAGE = 1_000_000, 2_300_000
"""Bytes of a report with the smaller edition of plotly.js and with the larger."""

SCATTER, SANKEY = ({"data": [{"type": kind}], "layout": {}} for kind in ("scatter", "sankey"))


def _content(element: str) -> str:
    return re.fullmatch(r"<script[^>]*>(.*)</script>", element, re.DOTALL)[1]


def test_what_is_packed_opens_to_the_same_text_and_packs_to_the_same_bytes():
    text = "ñ</script>\0" * 1000
    element = packed(FIGURES, text)
    assert element == packed(FIGURES, text)
    assert unpacked(_content(element)) == text
    assert element.count("<") == 2
    # Bytes 4 to 7 of gzip are a time, which would differ from page to page.
    assert base64.b64decode(_content(element))[4:8] == bytes(4)


@pytest.mark.parametrize(
    "content",
    [
        "not base64!",
        base64.b64encode(b"not gzip").decode(),
        base64.b64encode(gzip.compress(b"cut off", mtime=0)[:-4]).decode(),
        base64.b64encode(gzip.compress(b"one", mtime=0) + b"another").decode(),
        base64.b64encode(gzip.compress(bytes(2_000_000), mtime=0)).decode(),
    ],
)
def test_what_is_damaged_or_too_large_does_not_open(content):
    with pytest.raises(ValueError, match=r"."):
        unpacked(content, limit=1_000_000)


@pytest.fixture
def without_npm(monkeypatch, tmp_path):
    """A project in which npm brought nothing, then what a test puts there."""
    monkeypatch.setattr(bundle, "project_root", lambda: tmp_path)
    bundle._small.cache_clear()
    yield tmp_path
    bundle._small.cache_clear()


def test_the_larger_edition_stands_in_and_is_the_plotly_packages_own(without_npm):
    assert bundle_for([SCATTER]).source == plotly_js()
    assert re.fullmatch(r"full \d+\.\d+\.\d+", bundle_for([SCATTER]).edition)


def test_another_major_version_is_not_taken(without_npm):
    path = without_npm / CARTESIAN
    path.parent.mkdir(parents=True)
    path.write_text("/**\n* plotly.js (cartesian - minified) v1.58.5\n*/", encoding="utf-8")
    assert bundle_for([SCATTER]).edition.startswith("full")


def test_the_smaller_edition_is_taken_unless_a_chart_needs_more(without_npm):
    path = without_npm / CARTESIAN
    path.parent.mkdir(parents=True)
    version = bundle_for([SCATTER]).edition.removeprefix("full ")
    bundle._small.cache_clear()
    path.write_text(f"/**\n* plotly.js (cartesian - minified) v{version}\n*/", encoding="utf-8")
    assert bundle_for([SCATTER]).edition == f"cartesian {version}"
    assert bundle_for([SCATTER, SANKEY]).edition == f"full {version}"


def test_npms_lock_names_the_edition_of_the_plotly_package_and_no_address():
    lock = (project_root() / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in lock
    assert "://" not in lock
    assert f'"version": "{bundle._full().edition.removeprefix("full ")}"' in lock


def test_a_page_holds_plotly_js_to_the_byte_and_says_which(every_page):
    editions = {edition.edition: edition.source for edition in (bundle._full(), bundle._small()) if edition}
    for name, page in every_page.items():
        if page.plots:
            (said,) = [attrs["data-edition"] for _, attrs in page.elements if attrs.get("data-holds") == PLOTLY_JS]
            assert unpacked(page.packed[PLOTLY_JS]) == editions[said], name


def test_a_page_is_small(every_file):
    most = SMALL_PAGE if bundle._small() else LARGE_PAGE
    assert max(path.stat().st_size for path in every_file) < most


def test_a_report_with_the_larger_edition_is_small_enough(report_files):
    full = len(packed(PLOTLY_JS, plotly_js()))
    for path in report_files.values():
        text = path.read_text(encoding="utf-8")
        rest = re.sub(rf'<script [^>]*data-holds="{PLOTLY_JS}".*?</script>', "", text, flags=re.DOTALL)
        assert len(rest.encode()) + full < LARGE_PAGE
