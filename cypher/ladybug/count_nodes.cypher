// How many nodes each label has.
MATCH (n) RETURN label(n) AS label, count(*) AS nodes;
