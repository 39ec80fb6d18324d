// The most used tags of each category: how many products have them, and how many are predicted to
// $least = 2: how many products must have the tag or be predicted to
MATCH (p:Product {workspace: $workspace})-[edge:HAS_TAG|PREDICTED_TAG]->(t:Tag)
WITH p.category AS category, t.attribute AS attribute, t.name AS tag,
     count(p) AS products, count(edge.probability) AS predicted
WHERE products >= $least
RETURN attribute, tag, category, products - predicted AS asserted, predicted
ORDER BY asserted DESC, predicted DESC, attribute, tag, category;
