// Which properties a label or relationship type has.
CALL table_info($table) RETURN name;
