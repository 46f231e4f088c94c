"""Who calls ORDS: the three kinds of credentials, which show themselves nowhere."""

from __future__ import annotations

from attrs import field, frozen


@frozen
class Basic:
    """A database user whose schema is enabled for REST, or a user of ORDS, by password."""

    user: str
    password: str = field(repr=False)


@frozen
class ClientCredentials:
    """An OAuth2 client: a token is fetched, renewed before it expires and once where it is refused.

    `token_url` is ``oauth/token`` below the schema's part of the base, if it is not given.
    """

    client_id: str
    client_secret: str = field(repr=False)
    token_url: str | None = None


@frozen
class Bearer:
    """A token that is ready for use, such as one of a JWT profile."""

    token: str = field(repr=False)


Auth = Basic | ClientCredentials | Bearer
