from datetime import timedelta

from django.db import migrations

from heard.journal import clock


def bring_to_an_end(apps, schema_editor):
    """What was asked in a situation that has ended is over; what has no hour gets one."""
    Huddle, Situation = apps.get_model('huddles', 'Huddle'), apps.get_model('situations', 'Situation')
    asked = Huddle.objects.filter(concluded_at=None)
    for situation in Situation.objects.filter(ended_at__isnull=False, huddles__in=asked):
        asked.filter(situation=situation).update(concluded_at=situation.ended_at)
    asked.filter(due=None).update(due=clock.now() + timedelta(days=3))


class Migration(migrations.Migration):

    dependencies = [
        ('huddles', '0002_replies_mentions_and_promises'),
        ('situations', '0002_matters'),
    ]

    operations = [
        migrations.RunPython(bring_to_an_end, migrations.RunPython.noop),
    ]
