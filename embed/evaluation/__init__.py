"""How good completion is: cells are hidden, found again, and every simple method stands beside."""
