"""What is handed on of the page: "Copy link", its menu, and the way from a lesson's page to the whole lab.

The server does not know its own public address: the browser writes every link.
"""

from pages.shared.copy_link.links import open_link
from pages.shared.copy_link.row import row

__all__ = ["open_link", "row"]
