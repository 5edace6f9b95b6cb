import community.places.models
import datetime
import django.core.validators
import django.db.models.deletion
import portal.lib.words
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # the steps that led here, for sites that ran before 0.1.0
    replaces = [
        ('places', '0001_initial'),
        ('places', '0002_area_codes'),
        ('places', '0003_quiet_hours'),
        ('places', '0004_working_hours'),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Community',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shape', models.JSONField(verbose_name='shape')),
                ('south', models.FloatField(editable=False)),
                ('west', models.FloatField(editable=False)),
                ('north', models.FloatField(editable=False)),
                ('east', models.FloatField(editable=False)),
                ('slug', models.SlugField(unique=True, verbose_name='short name')),
                ('name', portal.lib.words.WordsField(default=dict, verbose_name='name')),
                ('issuer', portal.lib.words.WordsField(default=dict, verbose_name='who speaks for it')),
                ('time_zone', models.CharField(default='UTC', max_length=64, validators=[community.places.models.validate_time_zone], verbose_name='time zone')),
                ('region', models.CharField(max_length=2, validators=[community.places.models.validate_region], verbose_name='country or region')),
                ('languages', models.JSONField(default=community.places.models.all_languages, validators=[community.places.models.validate_languages], verbose_name='languages')),
                ('emergency_numbers', models.JSONField(default=dict, validators=[community.places.models.validate_emergency_numbers], verbose_name='emergency numbers')),
                ('quiet_from', models.TimeField(default=datetime.time(22, 0), verbose_name='quiet hours begin')),
                ('quiet_until', models.TimeField(default=datetime.time(7, 0), verbose_name='quiet hours end')),
                ('work_from', models.TimeField(default=datetime.time(8, 30), verbose_name='working hours begin')),
                ('work_until', models.TimeField(default=datetime.time(17, 30), verbose_name='working hours end')),
                ('work_days', models.CharField(default='12345', max_length=7, validators=[django.core.validators.RegexValidator('^(?!.*(.).*\\1)[1-7]+\\Z', 'Write the numbers of the days, each once: 12345.')], verbose_name='working days')),
                ('sms_number', models.CharField(blank=True, max_length=20, validators=[community.places.models.validate_dialled], verbose_name='number for texts')),
                ('is_demo', models.BooleanField(default=False, verbose_name='demo')),
            ],
            options={
                'verbose_name': 'community',
                'verbose_name_plural': 'communities',
            },
        ),
        migrations.CreateModel(
            name='NamedArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shape', models.JSONField(verbose_name='shape')),
                ('south', models.FloatField(editable=False)),
                ('west', models.FloatField(editable=False)),
                ('north', models.FloatField(editable=False)),
                ('east', models.FloatField(editable=False)),
                ('slug', models.SlugField(verbose_name='short name')),
                ('name', portal.lib.words.WordsField(default=dict, verbose_name='name')),
                ('geocodes', models.JSONField(blank=True, default=list, validators=[community.places.models.validate_pairs], verbose_name='codes')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='areas', to='places.community', verbose_name='community')),
            ],
            options={
                'verbose_name': 'named area',
                'verbose_name_plural': 'named areas',
                'constraints': [models.UniqueConstraint(fields=('community', 'slug'), name='one_area_a_slug')],
            },
        ),
    ]
