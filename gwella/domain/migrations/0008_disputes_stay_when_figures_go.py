"""A dispute says which figure it is about by year, measure and group: figures are replaced whole. None was raised yet."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("domain", "0007_parts_of_a_data_set")]

    operations = [
        migrations.DeleteModel(name="Dispute"),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.CharField(max_length=7)),
                ("measure", models.CharField(max_length=40)),
                ("group", models.CharField(max_length=20)),
                ("span", models.PositiveSmallIntegerField()),
                ("value", models.FloatField(blank=True, null=True)),
                ("cohort", models.PositiveIntegerField(blank=True, null=True)),
                ("reason", models.TextField()),
                ("raised_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("upheld", "upheld"), ("explained", "explained"), ("withdrawn", "withdrawn")],
                        max_length=10,
                    ),
                ),
                ("answer_text", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "data_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="disputes", to="domain.dataset"
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="domain.school"
                    ),
                ),
            ],
            options={
                "ordering": ["-raised_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)),
                        fields=("school", "year", "measure", "group", "span"),
                        name="dispute_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True)),
                            models.Q(("answered_at__isnull", False), models.Q(("answer", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="dispute_answered_with_answer",
                    ),
                ],
            },
        ),
    ]
