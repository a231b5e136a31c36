"""What the operator of a server can do with what is kept there: ``python -m core.keeping list|delete ID|expire``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from core.errors import BadInput, Unavailable
from core.keeping.store import Store, open_store


def main(arguments: Sequence[str] | None = None, kept: Store | None = None) -> int:
    """List what is kept, delete one thing, or delete all that has expired.

    Returns
    -------
    int
        0; 2 where it cannot be done, with a sentence on standard error.
    """
    options = _parser().parse_args(arguments)
    try:
        kept = open_store() if kept is None else kept
        if options.what == "list":
            _list(kept)
        elif options.what == "delete":
            kept.delete(options.id, None)
            print(f"deleted {options.id}")
        else:
            print(f"deleted {kept.expire()} that had expired")
    except (BadInput, Unavailable) as error:
        print(error, file=sys.stderr)
        return 2
    finally:
        if kept is not None:
            kept.close()
    return 0


def _list(kept: Store) -> None:
    entries = kept.entries()
    for one in entries:
        # A title may hold anything: repr leaves nothing for a terminal to obey.
        print(f"{one.id}  {_day(one.created)}  {_day(one.expires)}  {one.size:>9,}  {one.page:<27} {one.title!r}")
    print(
        f"{len(entries)} kept, {sum(one.size for one in entries):,} bytes (identity, kept on, until, bytes, page, title)"
    )


def _day(seconds: float) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(seconds))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m core.keeping",
        description="What visitors keep on this server: in the file or database that the lab itself would use.",
    )
    what = parser.add_subparsers(dest="what", required=True)
    what.add_parser("list", help="all that is kept, the oldest first")
    # One id in 64 begins with a hyphen; with another prefix and no --help it is none of this command's options.
    delete = what.add_parser("delete", help="delete one thing", prefix_chars="+", add_help=False)
    delete.add_argument("id", help="as `list` and ?kept= show it")
    what.add_parser("expire", help="delete what has had its days; saving does so, too")
    return parser
