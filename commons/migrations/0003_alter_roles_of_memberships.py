from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("commons", "0002_create_answers")]

    operations = [
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(
                choices=[("steward", "Steward"), ("treasurer", "Treasurer"), ("member", "Member")],
                default="member",
                max_length=10,
            ),
        ),
    ]
