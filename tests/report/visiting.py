"""One visit to a page in a real browser, as a record that many tests read: what it asks, says, shows and offers."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from impact.provenance import project_root

AXE = Path("node_modules", "axe-core", "axe.min.js")
"""Where npm puts the examiner of pages that `package-lock.json` names."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LAPTOP, TELEPHONE, SMALLEST = (1366, 768), (375, 812), (320, 640)
PATIENCE = 10_000
"""Milliseconds that a chart may take; no test waits for as long unless it fails."""

_EXAMINE = """async (tags) => {
  const found = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join("; ")}`);
}"""
_DRAWN = "[...document.querySelectorAll('.plot[data-figure]')].every((plot) => plot.querySelector('.main-svg'))"
_FITS = "[...document.querySelectorAll('.main-svg')].every((svg) => svg.clientWidth <= innerWidth)"
_FOLD = "(open) => document.querySelectorAll('details').forEach((part) => { part.open = open; })"
_LETTERS = "(times) => { document.documentElement.style.fontSize = `${100 * times}%`; }"
_TARGETS = """() => {
  const seen = (part) => part.checkVisibility() && part.getClientRects().length > 0;
  return [...document.querySelectorAll("a[href], summary, input, button, select")].filter(seen).map((part) => {
    const boxes = [part, part.closest("label")].filter(Boolean).map((one) => one.getBoundingClientRect());
    const size = (name) => Math.max(...boxes.map((box) => box[name]));
    return [part.outerHTML.slice(0, 80), size("width"), size("height"), part.className];
  });
}"""
_OVERLAPS = """() => {
  // Boxes of lines of text, each with the element that holds it; pictures and what lies off the screen are left out.
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement;
    if (!node.data.trim() || holder.closest("svg, script, style, .skip, .plot") || !holder.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const words = node.data.trim().slice(0, 40);
    for (const box of range.getClientRects()) if (box.width > 1) lines.push([box, holder, words]);
  }
  const clipped = (box, holder) => {
    for (let frame = holder; frame && frame !== document.body; frame = frame.parentElement) {
      const style = getComputedStyle(frame), { left, right } = frame.getBoundingClientRect();
      if (style.overflowX === "auto" || style.overflowX === "scroll") return false;
      if (style.overflowX === "hidden" && (box.right > right + 1 || box.left < left - 1)) return true;
    }
    return box.right > innerWidth + 1 || box.left < -1;
  };
  const scrolls = (holder) => holder.closest(".table, .code, .shown, pre");
  const wrong = lines.filter(([box, holder]) => clipped(box, holder)).map(([, , text]) => `cut off: ${text}`);
  lines.sort(([one], [other]) => one.top - other.top);
  lines.forEach(([one, holder, text], place) => {
    for (let next = place + 1; next < lines.length && lines[next][0].top < one.bottom - 3; next++) {
      const [other, another, words] = lines[next];
      if (holder === another || (scrolls(holder) !== scrolls(another))) continue;
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - other.top;
      const much = 0.35 * Math.min(one.height, other.height);
      if (across > 2 && down > much) wrong.push(`on each other: ${text} | ${words}`);
    }
  });
  return wrong;
}"""


def axe_source() -> str:
    """Return axe-core; where npm did not bring it the test is skipped, or fails where ARRAIGO_BROWSER=required."""
    path = project_root() / AXE
    if not path.is_file():
        reason = "no axe-core: `npm ci` brings it to examine pages for accessibility"
        if os.environ.get("ARRAIGO_BROWSER") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    return path.read_text(encoding="utf-8")


def until(page: Any, condition: str) -> None:
    """Wait for what playwright's own waiting may not ask: the page's policy forbids evaluation of text from inside."""
    for _ in range(PATIENCE // 20):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"after {PATIENCE / 1000:g} s it still does not hold: {condition}")


def draw_all(page: Any) -> None:
    """Go past every chart, so that the page draws it."""
    for place in range(page.locator(".plot[data-figure]").count()):
        page.evaluate(f"document.querySelectorAll('.plot')[{place}].scrollIntoView({{behavior: 'instant'}})")
        until(page, f"document.querySelectorAll('.plot')[{place}].querySelector('.main-svg') !== null")
    assert page.evaluate(_DRAWN)


def resize(page: Any, width: int, height: int) -> None:
    """Change the window, and wait for the charts to follow."""
    page.set_viewport_size({"width": width, "height": height})
    until(page, _FITS)


def visit(browser: Any, path: Path, pictures: Path | None = None) -> dict[str, Any]:
    """Open a page, draw every chart, and look at it as a laptop shows it, with large letters, and at 320 pixels.

    Parameters
    ----------
    browser : playwright's
    path : Path
    pictures : Path, optional
        Folder for pictures of the whole page, as a laptop and a telephone show it.

    Returns
    -------
    dict
        asked : addresses that it asked for; said : what it wrote to the console, and errors;
        violations : what axe-core has against it; wide : widths of document and window where it scrolls sideways;
        overlaps : lines of text that are cut off or lie on each other; targets : size of all that can be pressed.
    """
    record: dict[str, Any] = {name: [] for name in ("asked", "said", "violations", "wide", "overlaps", "targets")}
    page = browser.new_page(viewport={"width": LAPTOP[0], "height": LAPTOP[1]}, reduced_motion="reduce")
    page.on("request", lambda request: record["asked"].append(request.url))
    page.on("console", lambda message: record["said"].append(message.text))
    page.on("pageerror", lambda error: record["said"].append(str(error)))
    page.goto(path.as_uri())
    draw_all(page)
    page.evaluate(axe_source())
    _look(page, record, LAPTOP, examined=True)
    _photograph(page, pictures, f"{path.parent.parent.name}.{path.stem}.laptop")
    page.evaluate(_FOLD, True)
    page.evaluate(_LETTERS, 2)
    _look(page, record, LAPTOP)
    page.evaluate(_LETTERS, 1)
    resize(page, *SMALLEST)
    _look(page, record, SMALLEST, examined=True)
    if pictures:
        page.evaluate(_FOLD, False)
        resize(page, *TELEPHONE)
        _photograph(page, pictures, f"{path.parent.parent.name}.{path.stem}.phone")
    page.close()
    return record


def _look(page: Any, record: dict[str, Any], size: tuple[int, int], *, examined: bool = False) -> None:
    """Add what is wrong with the page as it is shown now."""
    width = page.evaluate("document.documentElement.scrollWidth")
    record["wide"] += [f"{width} of {size[0]} px"] if width > size[0] else []
    record["overlaps"] += [f"{size[0]} px: {said}" for said in page.evaluate(_OVERLAPS)]
    record["targets"] += page.evaluate(_TARGETS)
    if examined:
        record["violations"] += [f"{size[0]} px: {said}" for said in page.evaluate(_EXAMINE, RULES)]


def _photograph(page: Any, folder: Path | None, name: str) -> None:
    if folder:
        page.screenshot(path=folder / f"{name}.jpg", full_page=True, type="jpeg", quality=60)


def write(record: dict[str, Any], target: Path) -> None:
    """Keep a record for the tests of every worker."""
    target.write_text(json.dumps(record), encoding="utf-8")
