// How many products of each category have each attribute
MATCH (c:Category)<-[:IN_CATEGORY]-(p:Product)
WITH c, count(p) AS products
MATCH (c)<-[:IN_CATEGORY]-(q:Product)-[:HAS_TAG]->(:Tag)-[:OF_ATTRIBUTE]->(a:Attribute)
WITH c, products, a, count(DISTINCT q) AS filled
RETURN c.id AS category, a.name AS attribute, filled, products, 1.0 * filled / products AS share
ORDER BY category, share DESC, attribute;
