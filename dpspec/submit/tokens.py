"""The token of an OAuth2 client: when it is needed, how it is asked for, what was answered.

Source: ORDS, "OAuth 2.0 client credentials" (the exact form from third parties). This grant has no refresh token, so
a new one is asked for.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Final

from attrs import define, field

from dpspec.submit.auth import Basic, Bearer, ClientCredentials
from dpspec.submit.steps import Lost

if TYPE_CHECKING:
    from dpspec.submit.auth import Auth

#: A token is renewed this many seconds before it expires, or after nine tenths of its life.
_MARGIN: Final = 60.0
_DEFAULT_LIFE: Final = 3600.0
#: More is no life of a token: JSON has numbers, and Python reads infinities, that no clock counts.
_LONGEST_LIFE: Final = 1e9
FORM: Final = "grant_type=client_credentials"


@define
class Credentials:
    """What goes into the Authorization header, as time goes by; nothing of it shows itself."""

    auth: Auth | None = field(repr=False)
    _token: str | None = field(default=None, repr=False)
    _until: float = 0.0

    def needs_token(self, now: float) -> bool:
        """Tell whether a token has to be asked for first; `now` is in seconds of a monotonic clock."""
        return isinstance(self.auth, ClientCredentials) and (self._token is None or now >= self._until)

    @property
    def can_renew(self) -> bool:
        """Whether a new token may help where the present one is refused."""
        return isinstance(self.auth, ClientCredentials)

    def forget(self) -> None:
        """Drop the token."""
        self._token = None

    def header(self) -> dict[str, str]:
        """Give the header for a request."""
        match self.auth:
            case Basic(user=user, password=password):
                return {"authorization": _basic(user, password)}
            case Bearer(token=token):
                return {"authorization": f"Bearer {token}"}
            case ClientCredentials():
                return {"authorization": f"Bearer {self._token}"}
        return {}

    def token_header(self) -> dict[str, str]:
        """Give the headers of the request for a token."""
        if not isinstance(self.auth, ClientCredentials):
            raise TypeError("only an OAuth2 client asks for a token")
        basic = _basic(self.auth.client_id, self.auth.client_secret)
        return {"authorization": basic, "content-type": "application/x-www-form-urlencoded"}

    def take(self, status: int, body: bytes, now: float) -> Lost | None:
        """Take the answer to the request for a token; what is wrong with it, if anything."""
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            answer = None
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if status != 200 or not isinstance(token, str) or not (token.isascii() and token.isprintable() and token):
            code = "DP402" if status in (400, 401, 403) else "DP406"
            reason = f"the token endpoint answered {status}" + (" without a token" if status == 200 else "")
            return Lost(reason, sent=False, code=code, help="check client id, client secret and token URL")
        life = answer.get("expires_in") if isinstance(answer, dict) else None
        seconds = _DEFAULT_LIFE
        if isinstance(life, int | float) and not isinstance(life, bool) and abs(life) < _LONGEST_LIFE:
            seconds = float(life)
        self._token = token
        self._until = now + max(seconds - _MARGIN, seconds * 0.9)
        return None


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
