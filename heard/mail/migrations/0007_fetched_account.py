import hashlib

from django.db import migrations, models


def account_of(mailbox):
    user, host = (mailbox.imap_user or mailbox.address).strip(), mailbox.imap_host.strip().lower()
    return hashlib.sha256(f"{user}@{host}:{mailbox.imap_port}".encode()).hexdigest()[:16]


def name_the_present_account(apps, schema_editor):
    """What was fetched so far counts as fetched from the account that is set now."""
    for mailbox in apps.get_model("mail", "Mailbox").objects.all():
        for name in ("Connection", "Fetched"):
            rows = apps.get_model("mail", name).objects.filter(mailbox=mailbox)
            rows.update(account=account_of(mailbox))


def leave_the_present_account(apps, schema_editor):
    for mailbox in apps.get_model("mail", "Mailbox").objects.all():
        rows = apps.get_model("mail", "Fetched").objects.filter(mailbox=mailbox)
        rows.exclude(account=account_of(mailbox)).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0006_fingerprint_first'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='fetched',
            name='fetched_once',
        ),
        migrations.AddField(
            model_name='connection',
            name='account',
            field=models.CharField(blank=True, default='', max_length=16),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='fetched',
            name='account',
            field=models.CharField(blank=True, default='', max_length=16),
            preserve_default=False,
        ),
        migrations.RunPython(name_the_present_account, leave_the_present_account),
        migrations.AddConstraint(
            model_name='fetched',
            constraint=models.UniqueConstraint(fields=('mailbox', 'account', 'folder', 'uid_validity', 'uid'), name='fetched_once'),
        ),
    ]
