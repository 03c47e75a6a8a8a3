"""What is looked at again and again: dotted name → seconds between two looks."""

SCHEDULE: dict[str, int] = {
    "heard.holding.acts.notice_overdue": 20,
    "heard.closing.acts.follow_up_due": 60,
    "heard.desk.acts.write_weekly_notes": 600,
    "heard.config.retention.forget": 3600,
}
