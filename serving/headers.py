"""What every answer of the server says to the browser: load nothing from elsewhere, guess no types, tell nobody the address."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache

from serving import front
from serving.settings import Settings

COOKIE = "convolution_lab_replica"


def headers(settings: Settings) -> list[tuple[bytes, bytes]]:
    """The headers of every answer."""
    return [
        (name.encode(), value.encode())
        for name, value in {
            "content-security-policy": policy(settings),
            "x-content-type-options": "nosniff",
            "referrer-policy": "same-origin",
            "permissions-policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
            "x-permitted-cross-domain-policies": "none",
        }.items()
    ]


def policy(settings: Settings) -> str:
    """The Content-Security-Policy: as tight as Streamlit's own page allows.

    It styles its elements in place (`unsafe-inline` for styles alone), charts compile their expressions (`unsafe-eval`),
    and components come as scripts of the page's own making (`blob:`).
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'unsafe-eval' blob: {' '.join(_inline_scripts())}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' data: blob:",
            "connect-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "frame-src 'self' blob:",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'self'",
            f"frame-ancestors {settings.frame_ancestors}",
        )
    )


def cookie(settings: Settings, secure: bool) -> bytes:
    """The cookie by which a proxy knows the replica that holds a visitor's session.

    Inside another site's frame a browser keeps it only where the lab is reached by HTTPS.
    """
    where = "SameSite=None; Secure; Partitioned" if secure else "SameSite=Lax"
    return f"{COOKIE}={settings.replica}; Path=/; HttpOnly; {where}".encode()


@cache
def _inline_scripts() -> tuple[str, ...]:
    """The hashes of the scripts that stand in the page itself, so that no other one may."""
    scripts = re.findall(r"<script>(.*?)</script>", front.page().decode(), re.DOTALL)
    return tuple(f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in scripts)
