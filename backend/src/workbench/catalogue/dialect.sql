-- One row = one word of the engine's SQL: a keyword, a type of columns, or a function with how it is called.
SELECT 'keyword' AS kind, keyword AS name, '' AS syntax FROM system.keywords
UNION ALL
SELECT 'type', name, '' FROM system.data_type_families WHERE alias_to = ''
UNION ALL
SELECT 'function', name, substring(splitByChar('\n', trimBoth(syntax))[1], 1, 120) FROM system.functions
WHERE alias_to = '' AND NOT startsWith(name, '_')
