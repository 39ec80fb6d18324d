// How many edges each relationship type has.
MATCH ()-[r]->() RETURN label(r) AS type, count(*) AS edges;
