"""Domains that say nothing about the organisation, because anyone gets an address there."""

FREEMAIL = frozenset(
    """
    gmail.com googlemail.com outlook.com outlook.de hotmail.com hotmail.de hotmail.co.uk live.com
    live.de live.co.uk msn.com yahoo.com yahoo.de yahoo.co.uk yahoo.fr yahoo.it ymail.com
    rocketmail.com icloud.com me.com mac.com aol.com aol.de gmx.de gmx.net gmx.at gmx.ch gmx.com
    web.de t-online.de freenet.de arcor.de online.de posteo.de posteo.net mailbox.org
    proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tuta.io tuta.com
    mail.de mail.com email.de vodafone.de kabelmail.de unitybox.de netcologne.de ewe.net ewetel.net
    bluewin.ch hispeed.ch sunrise.ch aon.at chello.at a1.net kabsi.at liwest.at
    btinternet.com sky.com talktalk.net virginmedia.com ntlworld.com blueyonder.co.uk eircom.net
    orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it tiscali.it alice.it virgilio.it
    ziggo.nl kpnmail.nl xs4all.nl planet.nl telenet.be skynet.be seznam.cz wp.pl o2.pl onet.pl
    mail.ru yandex.ru yandex.com qq.com 163.com 126.com zoho.com fastmail.com fastmail.fm hey.com
    comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net
    """.split()
)


def domain_of(address: str) -> str:
    """The part behind the last "@" in lower case; "" without one."""
    return address.rpartition("@")[2].lower() if "@" in address else ""


def says_nothing(domain: str) -> bool:
    """Whether the domain is freemail, so that nothing follows from it about an organisation."""
    return not domain or domain in FREEMAIL
