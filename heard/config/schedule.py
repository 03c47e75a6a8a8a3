"""What is looked at again and again: dotted name → seconds between two looks."""

SCHEDULE: dict[str, int] = {
    "heard.mail.acts.notice_silence": 60,
    "heard.holding.acts.notice_overdue": 20,
    "heard.huddles.acts.remind_silent": 300,
    "heard.decisions.acts.look_again_due": 900,
    "heard.holding.acts.remind_before_due": 60,
    "heard.holding.acts.say_it_waits": 60,
    "heard.closing.acts.follow_up_due": 60,
    "heard.desk.acts.write_weekly_notes": 600,
    "heard.philosophy.acts.deal_to_everyone": 120,
    "heard.philosophy.acts.remind_those_who_have_not_signed": 900,
    "heard.config.retention.forget": 3600,
}
