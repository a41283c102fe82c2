"""The system's Chromium, without a window, for what only a browser can do: to draw a chart as SVG, to print a page.

It is spoken to over a pipe that only this process holds (the DevTools protocol), finds no network, and forgets
everything: a page holds released numbers, and nobody else is to read even these.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MISSING = "there is no Chromium: reports have no PDF, and their charts no fixed picture beside the table"
INSTALL = "install one, e.g. Debian's package chromium, and run again"
PATIENCE = 60.0
"""Seconds that one step may take: some hundred times what it takes on a laptop."""

_SWITCHES = (
    "--headless=new", "--remote-debugging-pipe", "--no-first-run", "--no-default-browser-check", "--disable-gpu",
    "--disable-extensions", "--disable-sync", "--disable-background-networking", "--disable-component-update",
    "--disable-dev-shm-usage", "--disable-breakpad", "--mute-audio", "--hide-scrollbars",
    "--force-color-profile=srgb", "--host-resolver-rules=MAP * ~NOTFOUND", "--no-proxy-server",
)  # fmt: skip
_WITH_PIPES = 'exec "$@" 3<"/dev/fd/$PIPE_IN" 4>"/dev/fd/$PIPE_OUT"'
"""The protocol's pipes are file descriptors 3 and 4; a shell puts them there, by path as `<&` knows no two digits."""


log = logging.getLogger("impact")


class BrowserError(Exception):
    """The browser did not start, broke off, or did not answer in time."""


def find_browser() -> str | None:
    """Return the path of a Chromium that can be spoken to, or nothing where there is none or none is wanted.

    `ARRAIGO_BROWSER=none` makes pages without fixed pictures and paper: for whoever runs many studies in little time.
    """
    if os.name != "posix" or os.environ.get("ARRAIGO_BROWSER") == "none":
        return None
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Browser:
    """A running Chromium with one page; see `opened`."""

    def __init__(self, path: str, profile: Path) -> None:
        self._path, self._profile = path, profile
        self._process: subprocess.Popen[bytes] | None = None
        self._number, self._pending, self._session = 0, b"", ""
        self._events: list[dict[str, Any]] = []
        self._failed = ""

    def _start(self) -> None:
        to_read, self._write = os.pipe()
        self._read, to_write = os.pipe()
        # Chromium's own sandbox refuses to start for root, who is who runs things in a container.
        as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
        command = [self._path, *_SWITCHES, *as_root, f"--user-data-dir={self._profile}", "about:blank"]
        pipes = {"PIPE_IN": str(to_read), "PIPE_OUT": str(to_write)}
        self._process = subprocess.Popen(  # noqa: S603
            ["/bin/sh", "-c", _WITH_PIPES, "sh", *command],
            env={**os.environ, **pipes, "HOME": str(self._profile)},
            pass_fds=(to_read, to_write),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(to_read)
        os.close(to_write)
        target = self._call("Target.createTarget", {"url": "about:blank"})["targetId"]
        self._session = str(self._call("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"])
        self._call("Page.enable")
        self._call("Page.setLifecycleEventsEnabled", {"enabled": True})

    def show(self, page: Path, *, scripts: bool = True) -> None:
        """Open a file, and return when all of it is there.

        Raises
        ------
        BrowserError
            If it cannot be opened, the browser does not start, or it has failed before.
        """
        if self._process is None:
            self._start()
        self._call("Emulation.setScriptExecutionDisabled", {"value": not scripts})
        self._events.clear()
        answer = self._call("Page.navigate", {"url": page.resolve().as_uri()})
        if "errorText" in answer:
            raise BrowserError(f"{page.name}: {answer['errorText']}")
        self._wait_for({"name": "load", "loaderId": answer["loaderId"]})

    def evaluate(self, expression: str) -> Any:
        """Return what a JavaScript expression, or what it promises, comes to in the page that is shown.

        Raises
        ------
        BrowserError
            If it throws.
        """
        asked = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        answer = self._call("Runtime.evaluate", asked)
        if "exceptionDetails" in answer:
            thrown = answer["exceptionDetails"].get("exception", {})
            raise BrowserError(str(thrown.get("description", "a script failed")).splitlines()[0])
        return answer["result"].get("value")

    def print(self, width: float, height: float, scale: float = 1.0) -> bytes:
        """Return the page that is shown as a tagged PDF with bookmarks, on paper of a size in inches."""
        asked = {
            "paperWidth": width,
            "paperHeight": height,
            "scale": scale,
            "printBackground": True,
            "preferCSSPageSize": True,
            "generateTaggedPDF": True,
            "generateDocumentOutline": True,
        }
        return base64.b64decode(self._call("Page.printToPDF", asked)["data"])

    def close(self) -> None:
        """End the browser and all its processes."""
        if self._process is None:
            return
        with suppress(BrowserError, subprocess.TimeoutExpired):
            self._session = ""
            self._call("Browser.close")
            self._process.wait(timeout=5)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._write)
        os.close(self._read)

    def _call(self, method: str, parameters: Mapping[str, Any] | None = None) -> Any:
        if self._failed:
            raise BrowserError(self._failed)
        self._number += 1
        message = {"id": self._number, "method": method, "params": dict(parameters or {})}
        addressed = {**message, "sessionId": self._session} if self._session else message
        try:
            os.write(self._write, json.dumps(addressed).encode() + b"\0")
        except OSError:
            raise self._lost("it ended before it was asked to") from None
        answer = next(said for said in self._messages() if said.get("id") == self._number)
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error'].get('message')}")
        return answer["result"]

    def _wait_for(self, event: Mapping[str, Any]) -> None:
        """Wait for an event that has these parameters among its own, unless it was heard while waiting for another."""

        def is_it(said: Mapping[str, Any]) -> bool:
            return bool(event.items() <= {**said.get("params", {})}.items())

        if not any(is_it(said) for said in self._events):
            next(said for said in self._messages() if "method" in said and is_it(said))

    def _messages(self) -> Iterator[dict[str, Any]]:
        """Yield what the browser says until it has been silent, or talkative about other things, for too long."""
        until = time.monotonic() + PATIENCE
        while True:
            while b"\0" in self._pending:
                first, _, self._pending = self._pending.partition(b"\0")
                said = json.loads(first)
                if "method" in said:
                    self._events.append(said)
                yield said
            left = until - time.monotonic()
            if left <= 0 or not select.select([self._read], [], [], left)[0]:
                raise self._lost(f"no answer within {PATIENCE:.0f} seconds")
            part = os.read(self._read, 1 << 20)
            if not part:
                raise self._lost("it ended before it answered")
            self._pending += part

    def _lost(self, reason: str) -> BrowserError:
        """Remember that there is nobody to talk to any more, so that nobody waits a second time."""
        self._failed = reason
        return BrowserError(reason)


@contextmanager
def browser_here() -> Iterator[Browser | None]:
    """Offer a browser for the time of the block, or nothing where there is none, which the log then says.

    It starts when it is first asked for something, and its profile is thrown away.
    """
    path = find_browser()
    if path is None:
        log.warning("%s: %s", MISSING, INSTALL)
        yield None
        return
    with TemporaryDirectory(prefix="impact-browser-", ignore_cleanup_errors=True) as profile:
        browser = Browser(path, Path(profile))
        try:
            yield browser
        finally:
            browser.close()
