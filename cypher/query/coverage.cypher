// How many products of each category have each attribute; those without a category count as one group
MATCH (p:Product {workspace: $workspace})
WITH p.category AS category, collect(p.id) AS members
WITH category, members, size(members) AS products
UNWIND members AS member
MATCH (q:Product {workspace: $workspace, id: member})-[:HAS_TAG]->(t:Tag)
WITH category, products, t.attribute AS attribute, count(DISTINCT q) AS filled
RETURN category, attribute, filled, products, round(1.0 * filled / products, 3) AS share
ORDER BY category, share DESC, attribute;
