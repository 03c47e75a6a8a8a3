"""How they are written to: as they write themselves, Sie or du, by first name or with a title."""

import re

from heard.conversations.models import Conversation, Message
from heard.judgement.folding import own_words

LETTERS = 3  # of theirs that tell how they write
DU = re.compile(r"\b(?:du|dir|dich|dein(?:e|er|em|en|es)?)\b", re.IGNORECASE)
SIE = re.compile(r"(?<![.!?\n])(?<!^)\s(?:Sie|Ihnen|Ihr|Ihre[mnrs]?)\b")
GREETED = re.compile(
    r"^(?:sehr geehrte[rs]?|guten (?:tag|morgen|abend)|liebe[rs]?|hallo|moin|servus|grüezi|"
    r"grüß gott|dear|hello|hi|good (?:morning|afternoon|day))\b[^\n]{1,80}$",
    re.IGNORECASE,
)
INFORMAL = re.compile(r"^(?:hallo|hi|hey|moin|servus|liebe[rs]?)\b", re.IGNORECASE)
TITLE = r"(?:(?:Prof|Dr|Mag|Dipl\.-Ing|Ing)\.(?:-?[A-Za-z]+\.)?\s*)+"


def says_du(conversation: Conversation) -> bool:
    """Whether they say du, to one person, and nowhere Sie; always False in English."""
    if conversation.language != "de":
        return False
    said = [own_words(text) for text in _theirs(conversation)]
    text = "\n".join(said)
    return bool(DU.search(text)) and not SIE.search(text)


def greeting(conversation: Conversation) -> str:
    """The first line of a letter, in the conversation's language; "" lets the letter choose.

    As our last letter to them began; else as they sign: by first name, with a title, or in full.
    """
    contact = conversation.contact
    name = contact.name.strip() if contact else ""
    if not name or "@" in name:
        return ""
    german, du = conversation.language == "de", says_du(conversation)
    before = _before(conversation, name)
    if before and bool(INFORMAL.match(before)) >= du:
        return before
    first = _bare(name).split()[0]
    if du or _signs(conversation) == first.lower():
        return f"Hallo {first}," if german else f"Dear {first},"
    titled = _titled(conversation, name)
    return f"Guten Tag {titled}," if german else f"Dear {titled},"


def _theirs(conversation: Conversation) -> list[str]:
    letters = conversation.messages.filter(side=Message.THEM, medium=Message.MAIL, automatic=False)
    letters = letters.filter(contact=conversation.contact) if conversation.contact_id else letters
    return list(letters.order_by("-at", "-id").values_list("text", flat=True)[:LETTERS])


def _before(conversation: Conversation, name: str) -> str:
    """How our last letter greeted this very person; "" where it greeted somebody else."""
    ours = conversation.messages.filter(
        side=Message.US, medium=Message.MAIL, state=Message.SENT
    ).exclude(purpose="acknowledgement")
    names = {word.lower() for word in _bare(name).split() if len(word) > 2}
    for text in ours.order_by("-at", "-id").values_list("text", flat=True)[:LETTERS]:
        line = text.strip().partition("\n")[0].strip()
        words = {word.lower() for word in re.findall(r"\w+", line)}
        if GREETED.match(line) and words & names:
            return line if line.endswith((",", "!")) else f"{line},"
    return ""


def _signs(conversation: Conversation) -> str:
    """The last line of their last letter in lower case, where it is one word alone."""
    for text in _theirs(conversation)[:1]:
        lines = [line.strip(" ,.") for line in text.strip().splitlines() if line.strip()]
        if lines and " " not in lines[-1]:
            return lines[-1].lower()
    return ""


def _bare(name: str) -> str:
    return re.sub(rf"^{TITLE}", "", name).strip() or name


def _titled(conversation: Conversation, name: str) -> str:
    """Their name with the title under their letters, if they write one."""
    if re.match(TITLE, name):
        return name
    letters = conversation.messages.filter(side=Message.THEM, medium=Message.MAIL)
    for message in letters.order_by("-at", "-id")[:LETTERS]:
        ends = "\n".join([*message.text.strip().splitlines()[-5:], message.signature[:500]])
        found = re.search(rf"({TITLE}){re.escape(name)}\b", ends)
        if found:
            return f"{found[1].strip()} {name}"
    return name
