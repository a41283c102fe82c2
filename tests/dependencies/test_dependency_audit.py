"""What the audit of dependencies makes of the lock, and of what it is answered."""

from dependency_audit import CLEAN, LOCK, NOT_ASKED, VULNERABLE, groups, verdict

SOUND = {"name": "sound", "version": "1", "vulns": []}
FLAWED = {"name": "flawed", "version": "2", "vulns": [{"id": "CVE-2020-0001", "fix_versions": ["2.1"]}]}
UNKNOWN = {"name": "unknown", "skip_reason": "not found"}


def test_every_pin_of_the_lock_is_asked_once_with_its_hashes():
    lock = LOCK.read_text(encoding="utf-8")
    asked = groups(lock)
    pins = sum(line[:1].isalnum() for line in lock.splitlines())
    assert sum(line[:1].isalnum() for text in asked for line in text.splitlines()) == pins
    assert sum(text.count("--hash=") for text in asked) == lock.count("--hash=")
    for text in asked:
        names = [line.split("==")[0] for line in text.splitlines() if line[:1].isalnum()]
        assert len(set(names)) == len(names)
        assert ";" not in text


def test_a_vulnerability_is_told_with_the_version_that_mends_it():
    code, lines = verdict([{"dependencies": [SOUND, FLAWED, UNKNOWN]}])
    assert code == VULNERABLE
    assert lines[1:] == ["flawed 2: CVE-2020-0001, mended in 2.1"]


def test_no_answer_is_not_a_clean_one():
    assert verdict([{"dependencies": [SOUND]}]) == (CLEAN, ["no known vulnerability in 1 packages"])
    for reports in ([{"dependencies": [SOUND, UNKNOWN]}], [None], [{"dependencies": [SOUND]}, None]):
        assert verdict(reports)[0] == NOT_ASKED
