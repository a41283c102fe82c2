"""Raw files to validated tables."""
