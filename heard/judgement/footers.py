"""What stands about letters and was written by nobody: notices, warnings, adverts of apps.

They forbid, threaten and demand, and would make a plain question read hot.
"""

import re

# Warnings of gateways, above a letter
_BANNERS = re.compile(
    r"originated (?:from )?outside|don.t often get (?:e-?mail|messages) from"
    r"|(?:from an|is) external (?:email|sender)|do not click (?:on )?(?:any )?links"
    r"|externen? (?:absender|e-?mail|mail)\b"
    r"|von au(?:ß|ss)erhalb (?:der|unserer) (?:organisation|firma)|erhalten nicht oft e-?mails",
    re.I,
)
# Standing phrases of notices, in English and German
_FORMULAS = re.compile(
    r"intended recipient|intended (?:only|solely) for|for the sole use of"
    r"|if you are not the (?:named )?addressee|received (?:this|it)\b.{0,40}\bin error"
    r"|not necessarily (?:those|represent)"
    r"|(?:e-?mail|message|virus\w*)\b.{0,80}\baccepts? (?:no|any) (?:liability|responsibility)"
    r"|accepts? (?:no|any) liability\b.{0,80}\b(?:e-?mail|message|virus)"
    r"|liability limited by a|HIPAA|Circular 230 disclos|broad public records law"
    r"|(?:think|environment) before (?:you )?print|before printing this"
    r"|(?:scanned|checked) (?:for|by)\b.{0,40}\b(?:virus|avast|symantec|malware)"
    r"|virus-?free\. |(?:will|do) (?:not|never) change our bank|bank details will not"
    r"|beware of cyber|fraud alert:|victim to fraud|to unsubscribe (?:from|click)"
    r"|unsubscribe here|our staff will not be tolerated|zero.tolerance policy"
    r"|outside (?:of )?(?:my|your|normal) working hours|we do not accept service of"
    r"|registered in (?:england|scotland|ireland)|^\W*registered office\b"
    r"|nicht der (?:richtige|beabsichtigte|vorgesehene|angegebene|bestimmungsgem\w+|bezeichnete)\w*"
    r" (?:adressat|empf)"
    r"|ausschlie(?:ß|ss)lich f(?:ü|ue)r (?:de[nr]|die) (?:\w+ )?(?:adressat|empf)"
    r"|irrt(?:ü|ue)mlich (?:erhalten haben|an sie|zugestellt)"
    r"|rechtsgesch(?:ä|ae)ftliche erkl(?:ä|ae)rungen d|rechtsverbindliche erkl(?:ä|ae)rungen bed"
    r"|e-?mail\b.{0,60}\bnicht rechtsverbindlich|an die umwelt\b.{0,60}druck"
    r"|wirklich gedruckt|auf viren (?:gepr|(?:ü|ue)berpr|gescannt)|virenfrei\b"
    r"|verbraucherschlichtungsstelle|streitbeilegung gem"
    r"|es gelten (?:ausschlie(?:ß|ss)lich )?unsere (?:allg|agb)|art\. ?13 (?:ds-?gvo|abs)"
    r"|(?:informationen|hinweise) zum datenschutz (?:finden|unter|gem)"
    r"|kommunikation per e-?mail ist unsicher|bankverbindung hat sich nicht ge"
    r"|niemals? (?:per e-?mail )?nach (?:ihrem|ihren) (?:passw|zugang|pin)"
    r"|keine e-?mails mehr erhalten m|outlook f(?:ü|ue)r (?:ios|android|mac)\b.{0,20}herunter"
    r"|outlook f(?:ü|ue)r (?:ios|android)$"
    r"|^\W*sitz der gesellschaft",
    re.I,
)
_MAIL = re.compile(
    r"\b(?:th(?:is|e)|diese[rs]?|de[rs]|das|die) (?:e-?mail|mail|message|nachricht|mitteilung"
    r"|communication|transmission)\b|\be-?mails?\b",
    re.I,
)
_KINDS = [
    re.compile(kind, re.I)
    for kind in (
        r"confidential|privileged|vertraulich|gesch(?:ü|ue)tzt|geheimnis",
        r"intended|addressee|recipient|adressat|empf(?:ä|ae)nger|unbefugten|nichtberechtigt",
        r"in error|by mistake|irrt(?:ü|ue)mlich|versehentlich|f(?:ä|ae)lschlich",
        r"unauthori[sz]ed|prohibited|unlawful|forbidden|may not|unzul(?:ä|ae)ssig|untersagt"
        r"|nicht gestattet|unerlaubt|unbefugt|unautorisiert|verboten|strafbar",
        r"disclos|distribut|copying|disseminat|kopier|kopien|weitergabe|weiterleit|vervielf"
        r"|ver(?:ö|oe)ffentlich|kenntnisnahme|nutzung|verwendung|gebrauch|verbreitung",
        r"\bdelete|destroy|notify|notified|l(?:ö|oe)sch|vernichte|informieren|verst(?:ä|ae)ndig"
        r"|benachrichtig",
        r"views|opinions",
        r"verbindlichkeit|rechtsverbindlich|haftung|haften|liabilit|legally binding|virus|viren",
    )
]
_BEGINS = re.compile(
    r"\W*(?:(?:(?:wichtiger|rechtlicher) )?hinweis\b|(?:e-?mail-)?disclaimer|confidential|private\b"
    r"|vertraulich|privileged|important\b|(?:legal )?notice\b|warning\b|warnung\b|achtung\b"
    r"|caution\b|please note|bitte beachten|aus rechts-|wir weisen|wir raten"
    r"|any (?:unauthori[sz]ed|views)\b|if (?:you|this)\b|die kommunikation\b"
    r"|(?:the )?(?:views|opinions)\b|the (?:contents?|information)\b"
    r"|die (?:\w+ ){0,5}informationen\b|der (?:inhalt|austausch|versand)\b"
    r"|(?:this|dieses?|das|the) (?:e-?mail|mail|message|nachricht|mitteilung|communication"
    r"|transmission)\b|e-?mails?\b|(?:wenn|falls|sollten) sie\b|(?:das|jede[rs]?|jegliche) \w+)",
    re.I,
)
# A person who complains of a letter gone astray says whose it was and what was done.
_PERSON = re.compile(
    r"\b(?:ich|mir|mein\w*|i|my|he|she|him|her|falsche\w*|wrong|disclosed|distributed|yesterday"
    r"|gestern|court|gericht|commissioner|beh(?:ö|oe)rde|(?:our|unsere\w*) (?:son|daughter|sohn"
    r"|tochter|kunde\w*))\b",
    re.I,
)
# Fields of a form on a web page; those of a journey or a parcel are only its own beside these.
_FIELD = re.compile(
    r"\s*(?:(?P<whose>(?:vor|nach|first |last )?name|anrede|firma|company"
    r"|e-?mail(?:-adresse| address)?|telefon(?:nummer)?|phone(?: number)?|tel"
    r"|(?:remote )?ip(?:-adresse)?|browser|user agent|(?:page )?url)"
    r"|stra(?:ß|ss)e|plz|ort|address|time|uhrzeit|datum|date|von|from|an|to|betreff|subject)"
    r"\s*:.{0,80}$",
    re.I,
)
_LEAST = 3


def footers(lines: list[str]) -> set[int]:
    """The numbers of the lines that belong to such notices; never the first line of all, but for
    a gateway's banner and the fields of a form."""
    found: set[int] = set()
    paragraphs = _paragraphs(lines)
    for place, (first, last) in enumerate(paragraphs):
        if place == 0 and len(paragraphs) > 1 and _BANNERS.search(" ".join(lines[first:last])):
            found.update(range(first, last))
            continue
        found |= _fields(lines, first, last)
        candidates = range(first + 1 if place == 0 else first, last)
        begin = next((i for i in candidates if _may_begin(lines[i])), None)
        if begin is not None and _is_notice(" ".join(lines[begin:last])):
            found.update(range(begin, last))
    return found


def _fields(lines: list[str], first: int, last: int) -> set[int]:
    """Those lines of a paragraph that are fields of a form, if it is one."""
    fields = {i: found for i in range(first, last) if (found := _FIELD.match(lines[i]))}
    whose = sum(bool(found["whose"]) for found in fields.values())
    return set(fields) if len(fields) >= _LEAST and whose >= 2 else set()


def _may_begin(line: str) -> bool:
    return bool(_BEGINS.match(line) or _FORMULAS.search(line) or _BANNERS.search(line))


def _is_notice(text: str) -> bool:
    if _PERSON.search(text):
        return False
    kinds = sum(bool(kind.search(text)) for kind in _KINDS)
    known = _FORMULAS.search(text) or _BANNERS.search(text)
    return bool(known) or (kinds >= _LEAST and bool(_MAIL.search(text)))


def _paragraphs(lines: list[str]) -> list[tuple[int, int]]:
    """First line and the line after the last of each run of lines that say anything."""
    found: list[tuple[int, int]] = []
    begin: int | None = None
    for number, line in enumerate([*lines, ""]):
        if line.strip():
            begin = number if begin is None else begin
        elif begin is not None:
            found.append((begin, number))
            begin = None
    return found
