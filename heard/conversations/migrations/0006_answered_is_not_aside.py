from django.db import migrations
from django.db.models import Q


def take_up(apps, schema_editor):
    """Whom we answered is not put aside: what they said to that since waits."""
    Conversation = apps.get_model('conversations', 'Conversation')
    Message = apps.get_model('conversations', 'Message')
    machine = Q(medium='mail', automatic=True) | Q(purpose='acknowledgement')
    ours = Message.objects.filter(side='us', state__in=['sent', 'arrived']).exclude(machine)
    answered = ours.exclude(conversation__aside='').values('conversation')
    for conversation in Conversation.objects.filter(pk__in=answered):
        theirs = Message.objects.filter(conversation=conversation, side='them', automatic=False)
        last = ours.filter(conversation=conversation).order_by('at', 'id').last()
        asked = theirs.exclude(raw__history=True).filter(at__gt=last.at).order_by('at', 'id').first()
        conversation.aside, conversation.welcomed_at = '', last.at
        if asked and not (conversation.closed_at or conversation.put_away_at):
            conversation.waiting_since = conversation.waiting_since or asked.at
        conversation.save(update_fields=['aside', 'welcomed_at', 'waiting_since'])


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0005_answers_to_the_gate'),
        ('mail', '0003_imap_and_consent'),
    ]

    operations = [
        migrations.RunPython(take_up, migrations.RunPython.noop),
    ]
