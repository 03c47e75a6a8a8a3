"""The Date field as a moment in UTC."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

EARLIEST, LATEST = 1970, 2200


def read_date(text: str) -> datetime | None:
    """An aware datetime in UTC, or None where the field is no date; no zone counts as UTC."""
    text = text[:200]
    try:
        parts = parsedate_tz(text)
        if parts is None:
            moment = datetime.fromisoformat(text.strip())
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        else:
            second = min(parts[5] or 0, 59)  # 60 is a leap second
            offset = parts[9] or 0
            zone = timezone(timedelta(seconds=offset)) if abs(offset) < 86_400 else UTC
            moment = datetime(*parts[:5], second, tzinfo=zone)
        moment = moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    return moment if EARLIEST <= moment.year < LATEST else None
