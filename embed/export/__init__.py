"""Vectors, features and triples in the formats of recommenders, search engines and other graphs."""
