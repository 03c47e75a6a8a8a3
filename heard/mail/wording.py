"""What happens with mail, said to people."""

from django.utils.translation import gettext as _


def trouble_said(kind: str) -> str:
    """One sentence for why nothing can be fetched from the server of a mailbox, and what helps."""
    return {
        "unreachable": _(
            "The server does not answer. Please check its name and port; Heard keeps trying."
        ),
        "certificate": _(
            "The server's certificate cannot be trusted. Ask whoever runs it, or check the name."
        ),
        "encryption": _(
            "The server does not speak this kind of encryption on this port."
            " Please try another one."
        ),
        "sign_in": _("The server does not accept the user name or the password."),
        "consent": _(
            "The leave to sign in was never given or was withdrawn."
            " Somebody has to give it again on the page of the mailbox."
        ),
        "folder": _("The server has no folder of this name."),
        "answer": _("The server gave an answer that Heard does not understand. It keeps trying."),
        "disk": _("The disk of the house is full, so nothing can be stored. Nothing is lost yet."),
    }.get(kind, _("Something unexpected happened. Heard keeps trying; the log says more."))


def took_in(on_server: int, stored: int) -> str:
    """How the folder and what is stored compare."""
    if on_server == stored:
        return _("%(count)s mails are there, and all of them are stored here.") % {
            "count": on_server
        }
    return _("%(count)s mails are there, and %(stored)s of them are stored here.") % {
        "count": on_server,
        "stored": stored,
    }
