// Which properties edges have, those of all relationship types together.
MATCH ()-[r]->() RETURN keys(r) LIMIT 1;
