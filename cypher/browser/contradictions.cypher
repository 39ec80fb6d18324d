// Several values of an attribute that nearly always has one, drawn
// $workspace: the graph's name
// $share = 0.95: how many of the attribute's products must have one value
MATCH (p:Product {workspace: $workspace})-[:HAS_TAG]->(t:Tag)
WITH p, t.attribute AS attribute, count(t) AS tags
WITH attribute, count(p) AS products, sum(CASE WHEN tags = 1 THEN 1 ELSE 0 END) AS single_valued
WHERE single_valued < products AND single_valued >= $share * products
MATCH (q:Product {workspace: $workspace})-[:HAS_TAG]->(v:Tag {workspace: $workspace, attribute: attribute})
WITH q, attribute, count(v) AS tags
WHERE tags > 1
MATCH path = (q)-[:HAS_TAG]->(:Tag {attribute: attribute})-[:OF_ATTRIBUTE]->(:Attribute)
RETURN path
ORDER BY q.id, attribute
LIMIT 60;
