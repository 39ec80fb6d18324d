// Products without an attribute that most of the catalog has, with or without categories
// $share = 0.5: how much of the catalog must have the attribute
MATCH (p:Product {workspace: $workspace})
WITH count(p) AS products
MATCH (a:Attribute {workspace: $workspace})<-[:OF_ATTRIBUTE]-(:Tag)<-[:HAS_TAG]-(q:Product {workspace: $workspace})
WITH products, a, count(DISTINCT q) AS filled
WHERE filled >= $share * products AND filled < products
MATCH (m:Product {workspace: $workspace})
WHERE NOT EXISTS { MATCH (m)-[:HAS_TAG]->(:Tag)-[:OF_ATTRIBUTE]->(a) }
RETURN m.id AS product, m.name AS name, a.name AS missing, m.category AS category, round(1.0 * filled / products, 3) AS share
ORDER BY share DESC, product, missing;
