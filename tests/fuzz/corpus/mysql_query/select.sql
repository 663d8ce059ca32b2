SELECT a, `b c` FROM t WHERE x = 'it''s' -- tail
