"""Risks from models: standardised over a population, and doubly robust, with their derivatives."""
