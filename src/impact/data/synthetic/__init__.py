"""Seeded case records with a known truth: a demonstration of the method, evidence of nothing."""

from impact.data.synthetic.generate import generate
from impact.data.synthetic.truth import truth
from impact.data.synthetic.write import synthesise

__all__ = ["generate", "synthesise", "truth"]
