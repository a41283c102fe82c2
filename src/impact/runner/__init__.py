"""Stages, notebooks and run folders: how a study becomes a run."""
