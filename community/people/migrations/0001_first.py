import community.people.models
import django.core.validators
import django.db.models.deletion
import portal.lib.words
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # the steps that led here, for sites that ran before 0.1.0
    replaces = [
        ('people', '0001_initial'),
        ('people', '0002_ways'),
        ('people', '0003_duty'),
        ('people', '0004_needs_help'),
        ('people', '0005_names_of_the_admin'),
    ]

    dependencies = [
        ('accounts', '__first__'),
        ('places', '0001_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='DutyPhone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phone_sealed', models.BinaryField()),
                ('language', models.CharField(choices=[('en', 'English'), ('zh-hans', '简体中文')], max_length=12, verbose_name='language')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='duty_phone', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'duty phone',
                'verbose_name_plural': 'duty phones',
            },
        ),
        migrations.CreateModel(
            name='Grid',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(verbose_name='short name')),
                ('name', portal.lib.words.WordsField(default=dict, verbose_name='name')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grids', to='places.community', verbose_name='community')),
                ('worker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='grids', to=settings.AUTH_USER_MODEL, verbose_name='grid worker')),
            ],
            options={
                'verbose_name': 'grid',
                'verbose_name_plural': 'grids',
                'constraints': [models.UniqueConstraint(fields=('community', 'slug'), name='one_grid_a_slug')],
            },
        ),
        migrations.CreateModel(
            name='Building',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(verbose_name='short name')),
                ('name', portal.lib.words.WordsField(default=dict, verbose_name='name')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='address')),
                ('latitude', models.FloatField(validators=[django.core.validators.MinValueValidator(-90), django.core.validators.MaxValueValidator(90)], verbose_name='latitude')),
                ('longitude', models.FloatField(validators=[django.core.validators.MinValueValidator(-180), django.core.validators.MaxValueValidator(180)], verbose_name='longitude')),
                ('grid', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='buildings', to='people.grid', verbose_name='grid')),
            ],
            options={
                'verbose_name': 'building',
                'verbose_name_plural': 'buildings',
                'constraints': [models.UniqueConstraint(fields=('grid', 'slug'), name='one_building_a_slug')],
            },
        ),
        migrations.CreateModel(
            name='Household',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('door', models.CharField(max_length=40, verbose_name='door')),
                ('people', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MaxValueValidator(500)], verbose_name='expected people')),
                ('building', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='households', to='people.building', verbose_name='building')),
            ],
            options={
                'verbose_name': 'household',
                'verbose_name_plural': 'households',
                'constraints': [models.UniqueConstraint(fields=('building', 'door'), name='one_household_a_door')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('resident', 'Resident'), ('volunteer', 'Volunteer'), ('grid_worker', 'Grid worker'), ('station_lead', 'Station lead'), ('organiser', 'Drill organiser'), ('evaluator', 'Evaluator'), ('officer', 'Duty officer'), ('approver', 'Approver'), ('editor', 'Editor'), ('auditor', 'Auditor'), ('admin', 'Administrator')], max_length=20, verbose_name='role')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='places.community', verbose_name='community')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'membership',
                'verbose_name_plural': 'memberships',
                'constraints': [models.UniqueConstraint(fields=('user', 'community', 'role'), name='one_membership_a_role')],
            },
        ),
        migrations.CreateModel(
            name='Resident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=150, verbose_name='name')),
                ('phone_sealed', models.BinaryField()),
                ('phone_index', models.CharField(max_length=64)),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('consent', models.BooleanField(default=False, verbose_name='agreed to be texted')),
                ('consent_at', models.DateTimeField(blank=True, null=True, verbose_name='agreed at')),
                ('ways', models.JSONField(default=community.people.models.every_way, verbose_name='ways to reach them, in order')),
                ('needs_call', models.BooleanField(default=False, verbose_name='cannot read texts: is always rung')),
                ('needs_help', models.BooleanField(default=False, help_text='With their consent. They are warned first.', verbose_name='needs help to get away')),
                ('email_sealed', models.BinaryField(null=True)),
                ('email_index', models.CharField(blank=True, max_length=64)),
                ('source', models.CharField(choices=[('import', 'a register'), ('subscription', 'they asked to be warned'), ('office', 'the office'), ('demo', 'demo')], max_length=20, verbose_name='how we know them')),
                ('is_demo', models.BooleanField(default=False)),
                ('created', models.DateTimeField(verbose_name='entered')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='residents', to='places.community', verbose_name='community')),
                ('household', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='residents', to='people.household', verbose_name='household')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='residents', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'resident',
                'verbose_name_plural': 'residents',
                'indexes': [models.Index(condition=models.Q(('email_index', ''), _negated=True), fields=['email_index'], name='resident_email'), models.Index(condition=models.Q(('needs_help', True)), fields=['community'], name='resident_help'), models.Index(condition=models.Q(('needs_call', True)), fields=['community'], name='resident_call')],
                'constraints': [models.UniqueConstraint(fields=('community', 'phone_index'), name='one_resident_a_phone')],
            },
        ),
        migrations.CreateModel(
            name='MailboxRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email_sealed', models.BinaryField()),
                ('code_digest', models.CharField(max_length=64)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('expires', models.DateTimeField(db_index=True)),
                ('resident', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mailbox_request', to='people.resident')),
            ],
            options={
                'verbose_name': 'e-mail address to be confirmed',
                'verbose_name_plural': 'e-mail addresses to be confirmed',
            },
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subscription_sealed', models.BinaryField()),
                ('endpoint_index', models.CharField(db_index=True, max_length=64)),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='name')),
                ('created', models.DateTimeField()),
                ('resident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='devices', to='people.resident')),
            ],
            options={
                'verbose_name': 'device',
                'verbose_name_plural': 'devices',
                'constraints': [models.UniqueConstraint(fields=('resident', 'endpoint_index'), name='one_row_a_browser')],
            },
        ),
        migrations.CreateModel(
            name='ResidentPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)])),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='name')),
                ('latitude', models.FloatField(verbose_name='latitude')),
                ('longitude', models.FloatField(verbose_name='longitude')),
                ('radius', models.PositiveIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(50000)], verbose_name='radius in metres')),
                ('resident', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='places', to='people.resident')),
            ],
            options={
                'verbose_name': 'place of a resident',
                'verbose_name_plural': 'places of residents',
                'indexes': [models.Index(fields=['resident', 'latitude', 'longitude', 'radius'], name='place_reach')],
                'constraints': [models.UniqueConstraint(fields=('resident', 'position'), name='one_place_a_position'), models.CheckConstraint(condition=models.Q(('position__gte', 1), ('position__lte', 5)), name='five_places_at_most')],
            },
        ),
        migrations.CreateModel(
            name='SubscriptionRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('web', 'Web'), ('api', 'Api')], max_length=4)),
                ('phone_sealed', models.BinaryField()),
                ('phone_index', models.CharField(db_index=True, max_length=64)),
                ('language', models.CharField(max_length=12)),
                ('places', models.JSONField(default=list)),
                ('code_digest', models.CharField(max_length=64)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('created', models.DateTimeField()),
                ('expires', models.DateTimeField(db_index=True)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='places.community')),
            ],
        ),
        migrations.CreateModel(
            name='BuildingLead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField(choices=[(1, 'Lead'), (2, 'Deputy')], default=1, verbose_name='rung as')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('phone_sealed', models.BinaryField()),
                ('language', models.CharField(choices=[('en', 'English'), ('zh-hans', '简体中文')], max_length=12, verbose_name='language')),
                ('building', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leads', to='people.building', verbose_name='building')),
            ],
            options={
                'verbose_name': 'building lead',
                'verbose_name_plural': 'building leads',
                'constraints': [models.UniqueConstraint(fields=('building', 'rank'), name='one_lead_and_one_deputy')],
            },
        ),
        migrations.CreateModel(
            name='DutyTurn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=1, verbose_name='rung as number')),
                ('starts', models.DateTimeField(verbose_name='from')),
                ('ends', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duty', to='places.community', verbose_name='community')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duty', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': 'turn of duty',
                'verbose_name_plural': 'turns of duty',
                'constraints': [models.CheckConstraint(condition=models.Q(('ends', None), ('ends__gt', models.F('starts')), _connector='OR'), name='duty_ends_after_it_starts')],
            },
        ),
    ]
