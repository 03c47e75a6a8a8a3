"""Whose an address is: a link with which one answers as them goes to the other side alone."""

from django.utils.translation import gettext as _

from heard.conversations import acts as conversations
from heard.conversations.models import Conversation, Draft, Message
from heard.people.hands import wrote_an_address_of
from heard.people.models import Colleague


def not_theirs_alone(draft: Draft) -> str:
    """Why this letter's link would not be theirs alone, in one sentence; "" when it would.

    An address from which nobody wrote here may be anybody's. So whoever put one into the register
    does not send the link there themselves.
    """
    to, cc = conversations.recipients_of(draft)
    given = {address.strip().lower() for address in (*to, *cc, *draft.bcc)}
    contact, wrote = draft.conversation.contact, _wrote(draft.conversation)
    if given - _addresses(draft.conversation, wrote):
        return _(
            "This letter carries a link that is for them alone, so it goes to no other address."
            " Nothing was sent; please take the others out."
        )
    if given - wrote and contact is not None and wrote_an_address_of(contact, draft.by):
        return _(
            "Nobody has written to us from this address yet, and you put it into the register"
            " yourself. Nothing was sent: a colleague can send this letter, or you write an"
            " ordinary one, which they simply answer."
        )
    return ""


def _wrote(conversation: Conversation) -> set[str]:
    """The addresses that their mails in this conversation came from, or want an answer at."""
    mails = conversation.messages.filter(side=Message.THEM, medium=Message.MAIL)
    rows = mails.values_list("sender", "reply_to")
    return {one.strip().lower() for sender, reply_to in rows for one in (sender, *reply_to)} - {""}


def _addresses(conversation: Conversation, wrote: set[str]) -> set[str]:
    """The addresses of the other side, none of which is one of ours."""
    contact = conversation.contact
    known = set(contact.addresses.values_list("address", flat=True)) if contact else set()
    found = known | wrote
    return found - set(Colleague.objects.filter(email__in=found).values_list("email", flat=True))
