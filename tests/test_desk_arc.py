"""The arc of a relationship on the register's pages: good things first, for those who may see."""

from datetime import timedelta

import pytest

from heard.closing.acts import close
from heard.holding.acts import keep, notice_overdue, promise
from heard.journal import clock
from heard.situations.acts import raise_
from tests.conftest import As, At
from tests.firm import ANGRY, FRIENDLY, Firm

pytestmark = pytest.mark.anywhere


def test_good_things_first_then_what_it_went_through(firm: Firm, at: At, as_: As) -> None:
    at("2026-11-03 09:00")
    hot = firm.conversation(ANGRY)
    raise_(conversation=hot, by=firm.anna, raised_by="them")
    due = clock.now() + timedelta(days=1)
    late = promise(conversation=hot, by=firm.anna, side="us", text="Zeugnis", due=due)
    kept = promise(conversation=hot, by=firm.anna, side="them", text="Chargennummer", due=due)
    keep(promise=kept, by=firm.anna)
    at("2026-11-05 09:00")
    assert notice_overdue() == 1
    keep(promise=late, by=firm.anna)
    friendly = firm.conversation(FRIENDLY, subject="Angebot")
    close(conversation=friendly, by=firm.anna, thanks="Danke fürs Warten.", agreed="40 Halter.")
    contact = hot.contact
    assert contact and contact.organisation
    for address in (f"/contact/{contact.pk}/", f"/organisation/{contact.organisation.pk}/"):
        page = as_(firm.anna).get(address).content.decode()
        told = [
            "Was gut gelaufen ist",
            "gut zu Ende gegangen",
            "Danke fürs Warten. 40 Halter.",
            "die andere Seite hat ihre Zusage gehalten",
            "Was dabei schwierig war",
            "wir haben eine Zusage nicht rechtzeitig gehalten",
            "die andere Seite war unzufrieden mit uns",
        ]
        places = [page.find(said) for said in told]
        assert -1 not in places and places == sorted(places), dict(zip(told, places, strict=True))
        assert "wir haben unsere Zusage gehalten" not in page, "a late one is not a good thing"


def test_it_tells_only_what_the_reader_may_see(firm: Firm, at: At, as_: As) -> None:
    at("2026-11-03 09:00")
    seen = firm.conversation(FRIENDLY, subject="Angebot")
    secret = firm.mail(FRIENDLY, subject="Vertraulich", mailbox=firm.purchasing).conversation
    close(conversation=secret, by=firm.david, thanks="Unter uns.", agreed="Rabatt.")
    assert seen.contact
    page = as_(firm.anna).get(f"/contact/{seen.contact.pk}/").content.decode()
    assert "Unter uns." not in page and "gut zu Ende gegangen" not in page
