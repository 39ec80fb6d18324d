// The values of an attribute, most used first
// $attribute: the attribute's name
MATCH (t:Tag {attribute: $attribute})<-[:HAS_TAG]-(p:Product)
RETURN t.name AS value, t.number AS number, t.unit AS unit, count(p) AS products
ORDER BY products DESC, value;
