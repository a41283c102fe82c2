"""Those lost to follow-up: weights for loss that the baseline explains, bounds and a tipping point for the rest."""
