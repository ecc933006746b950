"""What a host is told to send with the pages, and what each page says itself."""

from __future__ import annotations

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'self'"
)
"""The content security policy in every page: no scripts, nothing from elsewhere."""

HEADERS = (
    ("Content-Security-Policy", f"{POLICY}; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)


def headers() -> bytes:
    """The ``_headers`` file that Netlify, Cloudflare Pages and others read."""
    lines = ["/*", *(f"  {name}: {value}" for name, value in HEADERS)]
    lines += ["/static/style.*", "  Cache-Control: public, max-age=31536000, immutable"]
    lines += ["/*/data/*", "  Access-Control-Allow-Origin: *"]
    return ("\n".join(lines) + "\n").encode()
