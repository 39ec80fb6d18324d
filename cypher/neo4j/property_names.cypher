// Every name that a property of the database has, or once had.
CALL db.propertyKeys() YIELD propertyKey
RETURN propertyKey AS name;
