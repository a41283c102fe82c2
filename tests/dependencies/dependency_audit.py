"""Ask for known vulnerabilities of everything in requirements.lock: `make audit-dependencies`.

pip-audit does the asking, in an environment that uv makes for it and throws away. The lock is for every Python and
system that the project runs on, so that markers are left out and each pin is asked. Exits with 1 on a vulnerability,
with 2 where a package could not be asked: silence of the service is no clean bill.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

TOOL = "pip-audit==2.10.1"
LOCK = Path(__file__).parents[2] / "requirements.lock"
SERVICES = ("pypi", "osv")
"""Both hold the advisories of the Python packaging authority; the second is asked where the first does not answer."""

CLEAN, VULNERABLE, NOT_ASKED = 0, 1, 2
SHOWN = 5


def groups(lock: str) -> list[str]:
    """Split a lock into requirements with hashes and no markers, in which each package stands once."""
    entries = re.findall(r"^([\w.-]+)==([^\s;\\]+)[^\n]*((?:\n[ \t]+--hash=\S+(?: \\)?)+)", lock, flags=re.MULTILINE)
    found: list[dict[str, str]] = []
    for name, version, hashes in entries:
        group = next((group for group in found if name not in group), None)
        if group is None:
            group = {}
            found.append(group)
        group[name] = f"{name}=={version} \\" + hashes.rstrip(" \\")
    return ["\n".join(group.values()) + "\n" for group in found]


def verdict(reports: Iterable[Mapping[str, Any] | None]) -> tuple[int, list[str]]:
    """Say what reports of pip-audit come to; a report of None is one that it could not write."""
    known = list(reports)
    packages = [package for report in known if report for package in report["dependencies"]]
    vulnerable = [
        f"{package['name']} {package['version']}: {flaw['id']}, mended in "
        + (", ".join(flaw["fix_versions"]) or "no version yet")
        for package in packages
        for flaw in package.get("vulns", [])
    ]
    skipped = sorted(package["name"] for package in packages if "skip_reason" in package)
    if vulnerable:
        return VULNERABLE, ["known vulnerabilities:", *sorted(set(vulnerable))]
    if None in known:
        return NOT_ASKED, ["the service of known vulnerabilities could not be reached: nothing is known of the lock"]
    if skipped:
        names = ", ".join(skipped[:SHOWN]) + (", …" if len(skipped) > SHOWN else "")
        return NOT_ASKED, [
            f"the service of known vulnerabilities answered for {len(packages) - len(skipped)} of {len(packages)} "
            f"packages; nothing is known of {names}"
        ]
    return CLEAN, [f"no known vulnerability in {len(packages)} packages"]


def ask(requirements: str, service: str) -> dict[str, Any] | None:
    """Have pip-audit ask about requirements; return its report, or None where it wrote none."""
    with TemporaryDirectory(prefix="audit-") as folder:
        given, report = Path(folder) / "requirements.txt", Path(folder) / "report.json"
        given.write_text(requirements, encoding="utf-8")
        uv = Path(sys.executable).with_name("uv")
        command = [
            uv,
            "tool",
            "run",
            "--quiet",
            "--from",
            TOOL,
            "pip-audit",
            "--requirement",
            given,
            "--require-hashes",
        ]
        options = ["--disable-pip", "--vulnerability-service", service, "--progress-spinner", "off", "--timeout", "15"]
        subprocess.run(
            [*command, *options, "--format", "json", "--output", report], check=False, capture_output=True, timeout=900
        )
        return json.loads(report.read_text(encoding="utf-8")) if report.exists() and report.stat().st_size else None


def main() -> int:
    """Ask the services in turn until one answers for everything, or tells of a vulnerability."""
    code, lines = NOT_ASKED, []
    for service in SERVICES:
        code, lines = verdict(ask(group, service) for group in groups(LOCK.read_text(encoding="utf-8")))
        print(f"{service}: " + "\n  ".join(lines))  # noqa: T201
        if code != NOT_ASKED:
            break
    return code


if __name__ == "__main__":
    sys.exit(main())
