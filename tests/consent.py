"""A small OAuth2 server (RFC 6749, 7636) that checks what it is given, for one person's mailbox."""

import base64
import hashlib
import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.servers import free_port

CLIENT = ("heard-client", "heard-client-secret")


class Provider:
    """`says_no`: the person does not give leave. Tokens live in `active` until they are ended."""

    def __init__(self, user: str) -> None:
        self.user, self.says_no = user, False
        self.codes: dict[str, str] = {}  # code → challenge
        self.active: set[str] = set()
        self.refreshing: set[str] = set()
        self.lasts, self.asked = 3600, 0
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        handler = type("Bound", (Handler,), {"provider": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def settings(self) -> dict[str, Any]:
        return {
            "authorize_url": f"{self.url}/authorize",
            "token_url": f"{self.url}/token",
            "client_id": CLIENT[0],
            "client_secret": CLIENT[1],
            "scope": "mail",
            "extra": {},
        }

    def withdraw(self) -> None:
        """The person takes the leave back at the provider."""
        self.active.clear()
        self.refreshing.clear()

    def hand_out(self) -> dict[str, Any]:
        token, refresh = secrets.token_hex(16), secrets.token_hex(16)
        self.active.add(token)
        self.refreshing.add(refresh)
        return {
            "access_token": token, "refresh_token": refresh, "token_type": "Bearer",
            "expires_in": self.lasts,
        }  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        split = urlsplit(self.path)
        given = {name: values[0] for name, values in parse_qs(split.query).items()}
        if split.path == "/authorize":
            self.authorize(given)
        else:  # Dovecot asks whose token this is
            known = given.get("token", "") in self.provider.active
            self.say(200, {"active": known, "username": self.provider.user if known else ""})

    def authorize(self, given: dict[str, str]) -> None:
        assert given["client_id"] == CLIENT[0] and given["response_type"] == "code"
        assert given["code_challenge_method"] == "S256"
        code = secrets.token_hex(8)
        self.provider.codes[code] = given["code_challenge"]
        answer = {"error": "access_denied"} if self.provider.says_no else {"code": code}
        answer["state"] = given["state"]
        self.send_response(302)
        self.send_header("Location", f"{given['redirect_uri']}?{urlencode(answer)}")
        self.end_headers()

    def do_POST(self) -> None:
        self.provider.asked += 1
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = {name: values[0] for name, values in parse_qs(body).items()}
        client = base64.b64encode(":".join(CLIENT).encode()).decode()
        if self.headers.get("Authorization") != f"Basic {client}":
            self.say(401, {"error": "invalid_client"})
        elif given["grant_type"] == "refresh_token":
            known = given["refresh_token"] in self.provider.refreshing
            self.provider.refreshing.discard(given["refresh_token"])
            self.say(200, self.provider.hand_out()) if known else self.no()
        else:
            digest = hashlib.sha256(given["code_verifier"].encode()).digest()
            proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            known = self.provider.codes.pop(given["code"], "") == proof
            self.say(200, self.provider.hand_out()) if known else self.no()

    def no(self) -> None:
        self.say(400, {"error": "invalid_grant"})

    def say(self, code: int, said: dict[str, Any]) -> None:
        content = json.dumps(said).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_said: Any) -> None:
        """Silent."""
