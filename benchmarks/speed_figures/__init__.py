"""What the speed benchmark measures: building, queries, the cold shell, serving; and the report of it."""
