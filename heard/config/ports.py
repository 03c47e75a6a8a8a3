"""Whether a port can be listened on."""

import socket


def is_free(bind: str, port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((bind, port))
        except OSError:
            return False
    return True
