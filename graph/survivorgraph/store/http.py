"""HTTP client for stores: a request goes to the address that the user gave, and nowhere else.

No redirect is followed, and neither proxies nor passwords are taken from the settings of the machine.
"""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from survivorgraph.errors import DatasetError, QueryLimitError

if TYPE_CHECKING:
    import httpx2

__all__ = ["Reply", "answer_challenges", "post"]

MOST_BYTES: Final = 256 << 20
"""How long an answer may be, in bytes."""
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reply:
    """An answer of a server: the status, the headers in lower case, and the body as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        """Return whether the request was done."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def reason(self) -> str:
        """Return the standard phrase of the status."""
        return HTTPStatus(self.status).phrase if self.status in set(HTTPStatus) else "(a status of its own)"

    @property
    def media_type(self) -> str:
        """Return the media type of the body, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def read_text(self, most: int) -> str:
        """Return the beginning of the body as text."""
        return self.body[:most].decode("utf-8", "replace").strip()


@cache
def _trust() -> ssl.SSLContext:
    """Return the certificates that the machine trusts."""
    return ssl.create_default_context()


def post(
    url: str,
    body: str | Mapping[str, str | Sequence[str]],
    headers: Mapping[str, str],
    *,
    auth: httpx2.Auth | tuple[str, str] | None = None,
    seconds: float,
    what: str = "store",
) -> Reply:
    """Send a text, or the fields of a form, and return what came back, whatever its status.

    Raises QueryLimitError for an answer above `MOST_BYTES`, and DatasetError, with the address, where nothing came
    back within `seconds` of silence; it calls the server
    `what` it is to the user.
    """
    import httpx2

    content: dict[str, Any] = {"content": body.encode()} if isinstance(body, str) else {"data": body}
    begun = time.monotonic()
    try:
        with (
            httpx2.Client(
                auth=auth,
                timeout=seconds,
                trust_env=False,
                follow_redirects=False,
                verify=_trust() if url.lower().startswith("https:") else False,
                headers={"Accept-Encoding": "identity", "User-Agent": "survivorgraph"},
            ) as client,
            client.stream("POST", url, headers=headers, **content) as response,
        ):
            # As it came: what is packed all the same is not unpacked, whatever size it says it has.
            reply = Reply(response.status_code, response.headers, _read_body(response.iter_raw()))
    except httpx2.ProtocolError as error:
        raise DatasetError(f"the {what} cannot be spoken to: {error}", where=url) from error
    except httpx2.HTTPError as error:
        why = str(error) or (
            "no answer in time" if isinstance(error, httpx2.TimeoutException) else type(error).__name__
        )
        raise DatasetError(f"the {what} cannot be reached: {why}", where=url) from error
    spent = time.monotonic() - begun
    # What follows a "?" can be a key to the store.
    _LOG.info("%s answered %d with %d bytes in %.2f s", url.partition("?")[0], reply.status, len(reply.body), spent)
    return reply


def _read_body(parts: Iterable[bytes]) -> bytes:
    body = bytearray()
    for part in parts:
        body += part
        if len(body) > MOST_BYTES:
            raise QueryLimitError(f"the answer has more than {MOST_BYTES >> 20} MB; add LIMIT, or count")
    return bytes(body)


def answer_challenges(user: str, password: str) -> httpx2.Auth:
    """Return credentials that are sent when the server asks for them, as Digest or Basic."""
    import httpx2

    class Challenged(httpx2.DigestAuth):
        _basic: httpx2.BasicAuth | None = None

        def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
            if self._basic is None:
                flow = super().auth_flow(request)
                response = yield next(flow)
                if response.status_code != HTTPStatus.UNAUTHORIZED:
                    return
                kinds = response.headers.get_list("www-authenticate")
                if any(kind.lower().startswith("digest ") for kind in kinds):
                    yield flow.send(response)
                    return
                if not any(kind.lower().startswith("basic") for kind in kinds):
                    return
                self._basic = httpx2.BasicAuth(user, password)
            yield from self._basic.auth_flow(request)

    return Challenged(user, password)
