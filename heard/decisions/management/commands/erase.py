"""Proposes to erase what is known of a contact; a second person carries it out on the page."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from heard.decisions.acts import propose_erasure
from heard.decisions.models import Erasure
from heard.journal.refusal import Refusal
from heard.people.models import Address, Colleague


class Command(BaseCommand):
    help = "Propose to erase what is known of a contact; a second person carries it out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="mail address of the contact")
        parser.add_argument(
            "--as", dest="proposer", required=True, help="address of the colleague who proposes it"
        )
        parser.add_argument("--ground", required=True, choices=list(dict(Erasure.GROUNDS)))
        parser.add_argument("--reason", required=True, help="where this ground stands")

    def handle(self, *_args: Any, **options: Any) -> None:
        address = options["address"].strip().lower()
        known = Address.objects.filter(address=address).select_related("contact").first()
        if known is None:
            raise CommandError("Nobody is known by this address, so nothing was proposed.")
        proposer = Colleague.objects.active().filter(email=options["proposer"].lower()).first()
        if proposer is None:
            raise CommandError("Nobody here signs in with the address after --as.")
        try:
            erasure = propose_erasure(
                contact=known.contact,
                by=proposer,
                ground=options["ground"],
                reason=options["reason"],
            )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        page = reverse("decisions:erase", args=[erasure.contact_id])
        self.stdout.write(f"Proposed. A second person carries it out: {settings.HEARD_URL}{page}\n")
