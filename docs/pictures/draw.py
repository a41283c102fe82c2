"""Draw the README's pictures: the demonstration's reports as a laptop and a telephone show them."""

from __future__ import annotations

import argparse
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from impact.report import find_browser

HERE = Path(__file__).parent
RUN = HERE.parents[1] / "data" / "processed" / "cmrrp-demo" / "latest"
MOST_BYTES = 150_000
"""Of one picture: whoever reads the README waits for all of them."""

PICTURES = {
    "answer": ("en", (900, 620), "#answer", None),
    "risks": ("en", (760, 700), "#chart-curves-att", "#chart-curves-att"),
    "choices": ("en", (760, 700), "#chart-tipping-point", "#chart-tipping-point"),
    "telephone": ("en", (375, 720), "#answer", None),
    "respuesta": ("es", (375, 720), "#answer", None),
}
"""By file: language, window, where the page is scrolled to, and the part that is drawn where it is not all of it."""

_DRAWN = """(where) => {
  const part = document.querySelector(where);
  part.scrollIntoView();
  return [...part.querySelectorAll(".plot[data-figure]")].every((plot) => plot.querySelector(".main-svg"));
}"""


def draw(browser: Browser, run: Path, name: str) -> Path:
    """Draw one of `PICTURES` from a run's report into this folder."""
    language, (width, height), where, part = PICTURES[name]
    page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    page.goto((run / f"report.{language}.html").resolve().as_uri())
    while not page.evaluate(_DRAWN, where):
        page.wait_for_timeout(50)
    target = HERE / f"{name}.png"
    (page.locator(part) if part else page).screenshot(path=target)
    page.close()
    if target.stat().st_size > MOST_BYTES:
        raise SystemExit(
            f"{target.name} has {target.stat().st_size:,} bytes, more than {MOST_BYTES:,}: make it smaller"
        )
    return target


def main() -> None:
    """Draw every picture from the newest run of the demonstration study, or from another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, default=RUN, help="folder of a run; the demonstration's newest by default")
    run = parser.parse_args().run
    path = find_browser()
    if path is None:
        raise SystemExit("no Chromium: install the package chromium")
    if not (run / "report.en.html").is_file():
        raise SystemExit(f"{run} holds no report: make report first")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name in PICTURES:
            print(draw(browser, run, name))
        browser.close()


if __name__ == "__main__":
    main()
