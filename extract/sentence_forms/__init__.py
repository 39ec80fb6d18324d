"""How people say that a value is another product's, a gift's, a part's: sentence forms, one file for each language."""
