"""How good what is read out of text is: on a gold file, on hidden cells, by a sample that a person marks."""
