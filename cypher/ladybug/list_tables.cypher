// Which labels and relationship types there are.
CALL show_tables() RETURN name, type ORDER BY type, name;
