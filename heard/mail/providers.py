"""Who signs mailboxes in with OAuth2: the addresses and the client that the settings name."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse


@dataclass(frozen=True)
class Provider:
    """Endpoints of an OAuth2 server (RFC 6749) and the client that Heard is there."""

    name: str
    authorize_url: str
    token_url: str
    client_id: str
    client_secret: str
    scope: str
    extra: dict[str, str]  # what this provider wants besides, so that it hands out refresh tokens

    @property
    def is_configured(self) -> bool:
        return bool(self.client_id and self.authorize_url and self.token_url)

    @classmethod
    def named(cls, name: str) -> "Provider | None":
        found = settings.HEARD_OAUTH.get(name)
        return cls(name=name, **found) if found else None


def return_address() -> str:
    """Where the provider sends people back to; it has to be registered there exactly like this."""
    return f"{settings.HEARD_URL}{reverse('mail:consent_given')}"
