// Which labels (`NODE`) and relationship types (`REL`) there are.
CALL show_tables() RETURN name, type ORDER BY name;
