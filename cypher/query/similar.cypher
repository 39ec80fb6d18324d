// Products that share a product's rarest tags, the rarest first
// $product: the product's id
MATCH (p:Product {workspace: $workspace, id: $product})-[:HAS_TAG]->(t:Tag)
MATCH (t)<-[:HAS_TAG]-(holder:Product {workspace: $workspace})
WITH p, t, count(holder) AS holders
WHERE holders > 1
MATCH (t)<-[:HAS_TAG]-(other:Product {workspace: $workspace})
WHERE other.id <> p.id
RETURN t.attribute AS attribute, t.name AS tag, holders, other.id AS product, other.name AS name
ORDER BY holders, attribute, tag, product;
