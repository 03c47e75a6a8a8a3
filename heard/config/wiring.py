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
    "people.colleague_departed": ["heard.decisions.reactions.colleague_departed"],
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
    # huddles
    "huddles.gathered": ["heard.huddles.reactions.mail_invitations"],
    "huddles.voice_given": [],
    "huddles.remarked": [],
    "huddles.concluded": [],
    # decisions
    "decisions.proposed": [],
    "decisions.decided": [],
    "decisions.withdrawn": [],
    "decisions.voided": [],
    "decisions.carried_out": [],
    "decisions.lifted": [],
    "decisions.suspended": ["heard.decisions.reactions.tell_those_who_lead"],
    "decisions.suspension_renewed": [],
    "decisions.suspension_lifted": [],
    "decisions.second_look_asked": ["heard.decisions.reactions.mail_second_look"],
}
