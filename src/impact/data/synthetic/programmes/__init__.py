"""Seeded records of the other programmes, each with its known truth: demonstrations, evidence of nothing."""

from impact.data.synthetic.programmes.generate import PROGRAMMES, generate_programme

__all__ = ["PROGRAMMES", "generate_programme"]
