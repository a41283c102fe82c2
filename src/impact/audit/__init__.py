"""The audit: every artefact of a published set, opened and held against the disclosure rules."""

from impact.audit.check import assert_publishable as assert_publishable
from impact.audit.check import audit as audit
from impact.audit.facts import Finding as Finding
