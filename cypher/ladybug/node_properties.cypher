// Which properties nodes have, those of all labels together.
MATCH (n) RETURN keys(n) LIMIT 1;
