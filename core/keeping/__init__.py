"""What an address cannot hold, kept on the server under a short link."""

from core.keeping.package import MAX_BYTES, MAX_NOTE, MAX_TITLE, Kept, pack, unpack
from core.keeping.pictures import plain_picture
from core.keeping.place import operator
from core.keeping.store import DAYS, Entry, Receipt, Store, open_store, until

__all__ = [
    "DAYS",
    "MAX_BYTES",
    "MAX_NOTE",
    "MAX_TITLE",
    "Entry",
    "Kept",
    "Receipt",
    "Store",
    "open_store",
    "operator",
    "pack",
    "plain_picture",
    "unpack",
    "until",
]
