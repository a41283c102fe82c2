"""Seeded case records with a known truth: a demonstration of the method, evidence of nothing."""

from impact.data.synthetic.generate import generate
from impact.data.synthetic.truth import truth
from impact.data.synthetic.write import synthesise, synthesise_programme

__all__ = ["generate", "synthesise", "synthesise_programme", "truth"]
