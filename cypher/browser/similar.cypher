// Products that share a product's rarest tags, drawn
// $workspace: the graph's name
// $product: the product's id
MATCH (p:Product {workspace: $workspace, id: $product})-[:HAS_TAG]->(t:Tag)
MATCH (t)<-[:HAS_TAG]-(holder:Product {workspace: $workspace})
WITH p, t, count(holder) AS holders
WHERE holders > 1
MATCH path = (p)-[:HAS_TAG]->(t)<-[:HAS_TAG]-(:Product {workspace: $workspace})
RETURN path
ORDER BY holders, t.id
LIMIT 30;
