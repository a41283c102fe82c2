"""How soon a reader on a slow telephone sees something: the demonstration's report at a quarter of the speed."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Any

from people import FOLDER
from playwright.sync_api import Browser, sync_playwright

from impact.report import find_browser

ROOT = Path(__file__).parents[1]
STUDY = "cmrrp-demo"
TURNS = 7
SLOWER = 4
SCREEN = {"width": 390, "height": 844}
"""A telephone of the middle kind, in CSS pixels."""
PATIENCE = 60.0
"""Seconds after which a page that has not drawn what is on the screen will not draw it."""
MOST_TEXT, MOST_CHART, MOST_BYTES = 1.0, 4.0, 1_000_000
"""Seconds to the first text and to the charts that the reader went to; bytes of the page."""

_WATCH = """
window.drawn = {};
new MutationObserver(() => document.querySelectorAll(".plot:not([data-seen])").forEach((plot) => {
  if (!plot.querySelector(".main-svg")) return;
  plot.dataset.seen = "yes";
  window.drawn[plot.closest("figure").id] = performance.now();
})).observe(document, { childList: true, subtree: true });
"""
_TEXT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
_WANTED = """[...document.querySelectorAll('.plot[data-figure]')].filter((plot) => {
  const { top, bottom } = plot.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}).map((plot) => window.drawn[plot.closest('figure').id] ?? null)"""


def page_of_demonstration() -> Path:
    """Return the English report of the demonstration study, after a run of it where there is none yet."""
    page = FOLDER / "runs" / STUDY / "latest" / "report.en.html"
    if not page.is_file():
        command = [Path(sys.executable).parent / "impact", "run", ROOT / "studies" / f"{STUDY}.yaml"]
        subprocess.run([*command, "--out", FOLDER / "runs"], check=True, stdout=subprocess.DEVNULL)
    return page


def look(browser: Browser, page: Path) -> tuple[float, float]:
    """Open the page at its chapter on risks; return seconds to the first text, and to all charts on the screen."""
    tab = browser.new_page(viewport=SCREEN)
    tab.context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    tab.add_init_script(_WATCH)
    failed: list[str] = []
    tab.on("pageerror", lambda error: failed.append(str(error)))
    tab.goto(f"{page.resolve().as_uri()}#risks")
    times: list[Any] = []
    text, until = None, monotonic() + PATIENCE
    while text is None or not times or None in times:
        if failed or monotonic() > until:
            raise SystemExit(f"{page.name} drew no chart within {PATIENCE:g} s: {failed[:1] or 'no error'}")
        tab.wait_for_timeout(100)
        times, text = tab.evaluate(_WANTED), tab.evaluate(_TEXT)
    tab.close()
    return text / 1000, max(times) / 1000


def first_look_text(size: int, text: float, chart: float, turns: int) -> str:
    """Say what came out, and what was wanted; more than that is bold."""

    def held(shown: str, measured: float, most: float) -> str:
        return shown if measured <= most else f"**{shown}, more than wanted**"

    return (
        f"The demonstration's report is {held(f'{size:,} bytes', size, MOST_BYTES)} (at most {MOST_BYTES:,}). On a "
        f"telephone's screen, the processor slowed {SLOWER} times, its first text is there after "
        f"{held(f'{text:.2f} s', text, MOST_TEXT)} (at most {MOST_TEXT:g}), and the charts of a chapter that the "
        f"reader goes to at once after {held(f'{chart:.2f} s', chart, MOST_CHART)} (at most {MOST_CHART:g}); until "
        f"then their fixed pictures stand there. Medians of {turns} turns."
    )


def main() -> None:
    """Measure, say what came out, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the outcome here too")
    parser.add_argument("--page", type=Path, help="a report; the demonstration's by default")
    parser.add_argument("--turns", type=int, default=TURNS)
    chosen = parser.parse_args()
    path = find_browser()
    if path is None:
        raise SystemExit("no Chromium: install the package chromium")
    page = chosen.page or page_of_demonstration()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        looks = [look(browser, page) for _ in range(chosen.turns)]
        browser.close()
    text, chart = (median(times) for times in zip(*looks, strict=True))
    outcome = {"size": page.stat().st_size, "text": text, "chart": chart, "turns": chosen.turns}
    print(first_look_text(**outcome))
    if chosen.json:
        chosen.json.write_text(json.dumps(outcome), encoding="utf-8")


if __name__ == "__main__":
    main()
