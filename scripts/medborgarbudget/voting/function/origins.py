"""Which pages may read the function's answers: the town's own, named exactly (Fetch, CORS)."""

from __future__ import annotations

from collections.abc import Collection

from medborgarbudget.voting.function.http import Handler, Request, Response, answer

_ALWAYS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "content-type": "application/json",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
}


def only_from(handler: Handler, origins: Collection[str]) -> Handler:
    """The handler for pages of these origins, such as ``https://lillby.se``, and for no page else.

    Requests without an origin come from no page and are answered: what they may do, their
    signatures say. There are no cookies, so a forged request from another page has nothing to use.
    """

    def handle(request: Request) -> Response:
        origin = request.headers.get("origin")
        if origin is not None and origin not in origins:
            return _with(answer(403, {"error": "origin"}), None)
        if request.method == "OPTIONS":
            return _with(Response(204), origin)
        return _with(handler(request), origin)

    return handle


def _with(response: Response, origin: str | None) -> Response:
    headers = {**_ALWAYS, **response.headers, "vary": "Origin"}
    if origin is not None:
        headers["access-control-allow-origin"] = origin
        headers["access-control-allow-methods"] = "GET, POST"
        headers["access-control-allow-headers"] = "content-type"
        headers["access-control-max-age"] = "86400"
    return Response(response.status, response.body, headers)
