from django.db import migrations


def let_go(apps, schema_editor):
    """A colleague has the one address that an administrator gave them."""
    apps.get_model('account', 'EmailAddress').objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0008_contact_by_name'),
        ('account', '0009_emailaddress_unique_primary_email'),
    ]

    operations = [
        migrations.RunPython(let_go, migrations.RunPython.noop),
    ]
