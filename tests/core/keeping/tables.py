"""The table as a database has it, asked by SQL of our own."""

import sqlalchemy as sa


def rows(url, text, **values):
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        found = connection.execute(sa.text(text), values)
        return found.fetchall() if found.returns_rows else []
