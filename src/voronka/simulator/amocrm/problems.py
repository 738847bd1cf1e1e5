"""Errors as the service words them: problem+json of the application, HTML of the gateway in front of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import HTMLResponse, Response

OAUTH_TYPE = "https://developers.amocrm.ru/v3/errors/OAuthProblemJson"
_TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    422: "Unprocessable Entity",
    500: "Internal Server Error",
}


class ApiError(Exception):
    """An answer that is an error; raised anywhere below the application, turned into a response at its edge."""

    def __init__(self, status: int, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.body = {
            "title": _TITLES.get(status, "Error"),
            "type": f"https://httpstatus.es/{status}",
            "status": status,
            "detail": detail,
            **more,
        }

    def response(self) -> Response:
        """The problem as an HTTP response."""
        return Response(
            json.dumps(self.body, ensure_ascii=False), self.status, media_type="application/problem+json"
        )


def invalid(code: str, path: str, detail: str) -> ApiError:
    """A 400 with one validation error, as write and filter errors come."""
    return refused({"0": [wrong(code, path, detail)]})


def wrong(code: str, path: str, detail: str) -> dict[str, str]:
    """What is wrong with one value of a record."""
    return {"code": code, "path": path, "detail": detail}


def refused(errors: Mapping[str, list[dict[str, str]]]) -> ApiError:
    """A 400 with what is wrong by the `request_id` of each record; nothing of the request was done."""
    listed = [{"request_id": name, "errors": found} for name, found in errors.items()]
    return ApiError(400, "Request validation failed", **{"validation-errors": listed})


def gateway(status: int, words: str) -> Response:
    """A page of the gateway: HTML, without Retry-After."""
    page = f"<html>\r\n<head><title>{status} {words}</title></head>\r\n<body>\r\n<center><h1>{status} {words}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    return HTMLResponse(page, status)
