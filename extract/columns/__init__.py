"""Columns that texts paraphrase, each read by what its own cells teach."""
