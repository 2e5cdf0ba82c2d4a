from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0016_acts'),
    ]

    operations = [
        migrations.AddField(
            model_name='enrolment',
            name='ways_out_at',
            field=models.DateTimeField(null=True),
        ),
    ]
