"""AnalysisTable to result frames: risks over time, contrasts of arms, weights, balance and checks."""
