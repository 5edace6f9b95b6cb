import community.stations.models
import django.core.validators
import django.db.models.deletion
import portal.lib.words
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # the steps that led here, for sites that ran before 0.1.0
    replaces = [
        ('stations', '0001_initial'),
        ('stations', '0002_plain_names'),
        ('stations', '0003_names_of_the_admin'),
    ]

    dependencies = [
        ('accounts', '__first__'),
        ('places', '0001_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='Station',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True, verbose_name='short name')),
                ('name', portal.lib.words.WordsField(default=dict, verbose_name='name')),
                ('kind', models.CharField(choices=[('emergency_station', 'Emergency station'), ('fire_station', 'Micro fire station'), ('shelter', 'Shelter'), ('assembly_point', 'Assembly point'), ('clinic', 'Clinic'), ('water_point', 'Water point'), ('aed', 'AED')], max_length=20, verbose_name='kind')),
                ('address', portal.lib.words.WordsField(blank=True, default=dict, verbose_name='address')),
                ('latitude', models.FloatField(validators=[django.core.validators.MinValueValidator(-90), django.core.validators.MaxValueValidator(90)], verbose_name='latitude')),
                ('longitude', models.FloatField(validators=[django.core.validators.MinValueValidator(-180), django.core.validators.MaxValueValidator(180)], verbose_name='longitude')),
                ('directions', portal.lib.words.WordsField(blank=True, default=dict, verbose_name='how to get there')),
                ('opening', portal.lib.words.WordsField(blank=True, default=dict, verbose_name='opening hours')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='telephone')),
                ('status', models.CharField(choices=[('active', 'Open'), ('degraded', 'Open with limits'), ('closed', 'Closed'), ('stale', 'Not confirmed lately')], default='active', max_length=12, verbose_name='status')),
                ('status_note', portal.lib.words.WordsField(blank=True, default=dict, verbose_name='why')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed at')),
                ('stale_after', models.PositiveIntegerField(default=24, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(8784)], verbose_name='hours until it must be confirmed again')),
                ('capacity', models.PositiveIntegerField(blank=True, null=True, verbose_name='how many places')),
                ('places_free', models.PositiveIntegerField(blank=True, null=True, verbose_name='places free')),
                ('step_free', models.BooleanField(blank=True, null=True, verbose_name='step-free')),
                ('animals', models.BooleanField(blank=True, null=True, verbose_name='animals allowed')),
                ('power', models.CharField(blank=True, choices=[('grid', 'Mains power'), ('generator', 'Own generator'), ('none', 'No power')], max_length=12, verbose_name='power')),
                ('drinking_water', models.BooleanField(blank=True, null=True, verbose_name='drinking water')),
                ('wifi', models.BooleanField(blank=True, null=True, verbose_name='Wi-Fi')),
                ('equipment', models.JSONField(blank=True, default=list, validators=[community.stations.models.validate_equipment], verbose_name='equipment')),
                ('bring', portal.lib.words.WordsField(blank=True, default=dict, verbose_name='what to bring')),
                ('updated', models.DateTimeField(blank=True, null=True)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stations', to='places.community', verbose_name='community')),
                ('lead', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='stations', to=settings.AUTH_USER_MODEL, verbose_name='station lead')),
            ],
            options={
                'verbose_name': 'station',
                'verbose_name_plural': 'stations',
                'indexes': [models.Index(fields=['latitude', 'longitude'], name='station_box')],
                'constraints': [models.CheckConstraint(condition=models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), name='station_on_the_globe'), models.CheckConstraint(condition=models.Q(('capacity', None), ('places_free', None), ('places_free__lte', models.F('capacity')), _connector='OR'), name='station_no_more_free_than_places'), models.CheckConstraint(condition=models.Q(('status__in', ['active', 'degraded', 'closed'])), name='station_staleness_is_computed')],
            },
        ),
        migrations.CreateModel(
            name='StationEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='what happened')),
                ('from_status', models.CharField(blank=True, max_length=12, verbose_name='from state')),
                ('to_status', models.CharField(blank=True, max_length=12, verbose_name='to state')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by whom')),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='stations.station', verbose_name='station')),
            ],
            options={
                'verbose_name': "line of a station's history",
                'verbose_name_plural': 'history of stations',
                'ordering': ['-at', '-pk'],
            },
        ),
    ]
