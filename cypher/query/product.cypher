// A product's tags, and what each rests on
// $product: the product's id
MATCH (p:Product {workspace: $workspace, id: $product})-[has:HAS_TAG]->(t:Tag)
RETURN t.attribute AS attribute, t.name AS tag, has.confidence AS confidence, has.origins AS origins,
       has.field AS field, has.quote AS quote
ORDER BY attribute, tag;
