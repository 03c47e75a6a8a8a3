"""The only map from what happened to what follows: verb → reactions (dotted names)."""

WIRING: dict[str, list[str]] = {
    # people
    "people.contact_met": [],
    "people.contact_changed": [],
    "people.contacts_merged": [],
    "people.contacts_parted": [],
    "people.organisation_changed": [],
    "people.colleague_joined": [],
    "people.colleague_changed": [],
    "people.colleague_departed": [],
    "people.team_changed": [],
    "people.calendar_changed": [],
    # philosophy
    "philosophy.drafted": [],
    "philosophy.draft_put_away": [],
    "philosophy.published": [],
    "philosophy.signed": [],
    "philosophy.recognised": [],
    "philosophy.approved": [],
    "philosophy.approvals_voided": [],
    "philosophy.resolved": [],
}
