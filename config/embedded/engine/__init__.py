"""Django's PostgreSQL engine, which has the embedded server running before it first connects."""
