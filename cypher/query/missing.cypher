// Products without an attribute that most of their category has
// $share = 0.5: how much of a category must have the attribute
MATCH (c:Category {workspace: $workspace})<-[:IN_CATEGORY]-(p:Product {workspace: $workspace})
WITH c, count(p) AS products
MATCH (c)<-[:IN_CATEGORY]-(q:Product {workspace: $workspace})-[:HAS_TAG]->(:Tag)-[:OF_ATTRIBUTE]->(a:Attribute)
WITH c, products, a, count(DISTINCT q) AS filled
WHERE filled >= $share * products AND filled < products
MATCH (c)<-[:IN_CATEGORY]-(m:Product {workspace: $workspace})
WHERE NOT EXISTS { MATCH (m)-[:HAS_TAG]->(:Tag)-[:OF_ATTRIBUTE]->(a) }
RETURN m.id AS product, m.name AS name, a.name AS missing, c.id AS category, round(1.0 * filled / products, 3) AS share
ORDER BY share DESC, product, missing;
