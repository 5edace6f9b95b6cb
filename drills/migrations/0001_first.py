import community.places.models
import django.core.validators
import django.db.models.deletion
import portal.lib.words
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # the steps that led here, for sites that ran before 0.1.0
    replaces = [
        ('drills', '0001_initial'),
        ('drills', '0002_sos_tasks'),
        ('drills', '0003_plain_names'),
        ('drills', '0004_names_of_the_admin'),
    ]

    dependencies = [
        ('accounts', '__first__'),
        ('hazards', '0001_first'),
        ('people', '0001_first'),
        ('places', '0001_first'),
        ('stations', '0001_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=40, unique=True)),
                ('made_at', models.DateTimeField()),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_address', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Drill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', portal.lib.words.WordsField(default=dict, verbose_name='title')),
                ('summary', portal.lib.words.WordsField(blank=True, default=dict, verbose_name='what happens')),
                ('audience', portal.lib.words.WordsField(blank=True, default=dict, verbose_name='for whom')),
                ('access', portal.lib.words.WordsField(blank=True, default=dict, verbose_name='access')),
                ('timetable', portal.lib.words.WordsField(blank=True, default=dict, verbose_name='timetable')),
                ('type', models.CharField(choices=[('seminar', 'Seminar'), ('workshop', 'Workshop'), ('tabletop', 'Tabletop exercise'), ('game', 'Game'), ('drill', 'Drill'), ('functional', 'Functional exercise'), ('full-scale', 'Full-scale exercise'), ('roll-call', 'Roll-call')], default='drill', max_length=12, verbose_name='type')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('running', 'Running'), ('ended', 'Ended'), ('evaluated', 'Evaluated'), ('improving', 'Improving'), ('closed', 'Closed'), ('cancelled', 'Cancelled'), ('aborted_real', 'Stopped: real emergency')], default='draft', max_length=14, verbose_name='status')),
                ('starts', models.DateTimeField(verbose_name='starts')),
                ('ends', models.DateTimeField(verbose_name='ends')),
                ('time_zone', models.CharField(max_length=64, validators=[community.places.models.validate_time_zone], verbose_name='time zone')),
                ('place', portal.lib.words.WordsField(default=dict, verbose_name='place')),
                ('latitude', models.FloatField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(-90), django.core.validators.MaxValueValidator(90)], verbose_name='latitude')),
                ('longitude', models.FloatField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(-180), django.core.validators.MaxValueValidator(180)], verbose_name='longitude')),
                ('capacity', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100000)], verbose_name='how many places')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('sequence', models.PositiveIntegerField(default=0, editable=False)),
                ('moves', models.PositiveIntegerField(default=0, editable=False)),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('reminded_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created', models.DateTimeField(verbose_name='planned at')),
                ('updated', models.DateTimeField(verbose_name='last change')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drills', to='places.community', verbose_name='community')),
                ('organiser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='organised_drills', to=settings.AUTH_USER_MODEL, verbose_name='organiser')),
                ('station', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='drills', to='stations.station', verbose_name='station')),
            ],
            options={
                'verbose_name': 'drill',
                'verbose_name_plural': 'drills',
                'indexes': [models.Index(fields=['status', 'starts'], name='drill_next')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__gt', models.F('starts'))), name='drill_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='CheckEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nonce', models.CharField(max_length=64, unique=True)),
                ('kind', models.CharField(choices=[('in', 'Came'), ('out', 'Left'), ('safe', 'Safe'), ('need_help', 'Needs help'), ('absent', 'Absent'), ('visited', 'Visited')], max_length=12, verbose_name='what happened')),
                ('phone_index', models.CharField(blank=True, max_length=64)),
                ('device_time', models.DateTimeField(verbose_name="by the phone's clock")),
                ('server_time', models.DateTimeField(verbose_name='received')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by whom')),
                ('household', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='people.household', verbose_name='household')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='checks', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ('drill', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='drills.drill', verbose_name='drill')),
            ],
            options={
                'verbose_name': 'check',
                'verbose_name_plural': 'checks',
                'indexes': [models.Index(fields=['drill', 'person', 'device_time'], name='check_of_person')],
            },
        ),
        migrations.CreateModel(
            name='SignUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('waitlisted', 'On the waiting list'), ('offered', 'Offered a place'), ('confirmed', 'Signed up'), ('in', 'Here'), ('out', 'Left'), ('no_show', 'Did not come'), ('cancelled', 'Withdrawn')], max_length=12, verbose_name='status')),
                ('offer_expires', models.DateTimeField(blank=True, null=True, verbose_name='the offer holds until')),
                ('queued_at', models.DateTimeField(verbose_name='waits since')),
                ('created', models.DateTimeField(verbose_name='signed up at')),
                ('drill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signups', to='drills.drill', verbose_name='drill')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signups', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'sign-up',
                'verbose_name_plural': 'sign-ups',
                'indexes': [models.Index(fields=['drill', 'status', 'queued_at'], name='signup_queue')],
                'constraints': [models.UniqueConstraint(fields=('drill', 'user'), name='one_signup_a_person')],
            },
        ),
        migrations.CreateModel(
            name='DrillEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='what happened')),
                ('from_status', models.CharField(blank=True, max_length=14, verbose_name='from state')),
                ('to_status', models.CharField(blank=True, max_length=14, verbose_name='to state')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by whom')),
                ('drill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='drills.drill', verbose_name='drill')),
                ('signup', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='drills.signup', verbose_name='sign-up')),
            ],
            options={
                'verbose_name': "line of a drill's history",
                'verbose_name_plural': 'history of drills',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SosTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('waiting', 'Nobody has it yet'), ('taken', 'Somebody has it'), ('cleared', 'Cleared')], default='waiting', max_length=10, verbose_name='status')),
                ('opened_at', models.DateTimeField()),
                ('rung_at', models.DateTimeField(null=True)),
                ('taken_at', models.DateTimeField(null=True)),
                ('cleared_at', models.DateTimeField(null=True)),
                ('outcome', models.TextField(blank=True)),
                ('cleared_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sos_tasks', to='places.community')),
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='sos', to='hazards.report')),
                ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'call for help',
                'verbose_name_plural': 'calls for help',
                'indexes': [models.Index(fields=['community', 'status', 'opened_at'], name='sos_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('status', 'taken'), _negated=True), ('taken_at__isnull', False), _connector='OR'), name='taken_at_some_time'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'cleared'), _negated=True), models.Q(('cleared_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='cleared_with_an_outcome')],
            },
        ),
    ]
