"""The API as a whole: its addresses, its problems, its description. The only part of it that sees all apps."""
