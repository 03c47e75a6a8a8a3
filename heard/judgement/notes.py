"""The sentences that say why there is no reading, or how far it can be trusted."""

from django.utils.translation import gettext as _


def no_message() -> str:
    return _("There is no message of theirs to read.")


def empty() -> str:
    return _("Their last message has no text.")


def nothing_own() -> str:
    return _("Their last message holds only a quote, a signature or markup.")


def no_words() -> str:
    return _("Their last message holds no words to read.")


def other_language(code: str) -> str:
    return _("This looks like another language (%(code)s). Only English and German are read.") % {
        "code": code
    }


def no_weights() -> str:
    return _(
        "The model's files are missing or damaged, so nothing is read. Nothing else is affected; "
        "please tell an administrator."
    )


def clipped() -> str:
    return _("The message is very long. Only its beginning and its end were read.")


def short() -> str:
    return _("The message is very short, so the reading is a guess.")
