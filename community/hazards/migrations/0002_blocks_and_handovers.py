import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('hazards', '0001_first'),
        ('places', '0001_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('phone', 'Phone number'), ('device', 'Device'), ('address', 'Internet address')], max_length=8, verbose_name='what is blocked')),
                ('index', models.CharField(blank=True, max_length=64)),
                ('hint', models.CharField(blank=True, max_length=12)),
                ('why', models.CharField(choices=[('false', 'False reports, again and again'), ('rude', 'Insults or threats'), ('flood', 'A flood of reports'), ('advert', 'Advertisements, or nothing about hazards'), ('other', 'Another reason')], max_length=8, verbose_name='reason')),
                ('note', models.TextField(blank=True, max_length=600, verbose_name='note')),
                ('token', models.CharField(max_length=40, unique=True)),
                ('at', models.DateTimeField(verbose_name='since')),
                ('until', models.DateTimeField(blank=True, null=True, verbose_name='blocked until')),
                ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='lifted')),
                ('appealed_at', models.DateTimeField(blank=True, null=True)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('passed', models.PositiveIntegerField(default=0)),
                ('last_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by whom')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to='places.community', verbose_name='community')),
                ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='hazards.report', verbose_name='from the report')),
            ],
            options={
                'verbose_name': 'blocked sender',
                'verbose_name_plural': 'blocked senders',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('lifted_at', None)), fields=['index'], name='block_of_sender')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'address'), _negated=True), ('until__isnull', False), _connector='OR'), name='blocked_address_has_an_end'), models.UniqueConstraint(condition=models.Q(('lifted_at', None), models.Q(('index', ''), _negated=True)), fields=('community', 'kind', 'index'), name='one_block_a_sender')],
            },
        ),
        migrations.CreateModel(
            name='BlockEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=8)),
                ('note', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('block', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='hazards.block')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': "line of a block's history",
                'verbose_name_plural': 'history of the block',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Endpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='As everybody may read it.', max_length=120, verbose_name='agency')),
                ('address', models.URLField(help_text='Up to the version, as in https://example.org/open311/v2', max_length=500, verbose_name='address')),
                ('jurisdiction_id', models.CharField(blank=True, help_text='Where the server asks for one.', max_length=120, verbose_name='jurisdiction (jurisdiction_id)')),
                ('api_key_sealed', models.BinaryField(blank=True, null=True)),
                ('form', models.CharField(choices=[('xml', 'XML, which every server speaks'), ('json', 'JSON, where they offer it')], default='xml', max_length=4, verbose_name='format of the answers')),
                ('knows_repeats', models.BooleanField(default=False, help_text='On for another site of this kind.', verbose_name='knows a repeat by its Idempotency-Key')),
                ('takes_reporter', models.BooleanField(default=False, help_text='Still only where the reporter agreed.', verbose_name='may be told who reported it')),
                ('exact_place', models.BooleanField(default=False, help_text='Otherwise as everybody sees it here. Their site may show it to everybody.', verbose_name='is told the exact place')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.community', verbose_name='community')),
            ],
            options={
                'verbose_name': 'Open311 server of an agency',
                'verbose_name_plural': 'Open311 servers of agencies',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='EndpointService',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=120, verbose_name='their service_code')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='hazards.category', verbose_name='kind of hazard')),
                ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='services', to='hazards.endpoint', verbose_name='server')),
            ],
            options={
                'verbose_name': 'kind of hazard that it takes',
                'verbose_name_plural': 'kinds of hazard that it takes',
                'ordering': ['category__position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('endpoint', 'category'), name='one_service_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agency', models.CharField(max_length=120, verbose_name='passed on to')),
                ('how', models.CharField(choices=[('phone', 'by phone'), ('letter', 'by letter or e-mail'), ('person', 'in person'), ('open311', 'over Open311'), ('other', 'in another way')], default='other', max_length=8, verbose_name='how')),
                ('taken_by', models.CharField(blank=True, max_length=100, verbose_name='who took it over')),
                ('their_reference', models.CharField(blank=True, max_length=120, verbose_name='their number')),
                ('look_again', models.DateField(blank=True, null=True, verbose_name='we look again on')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by whom')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handovers', to='hazards.report', verbose_name='hazard report')),
            ],
            options={
                'verbose_name': 'hand-over',
                'verbose_name_plural': 'hand-overs',
                'ordering': ['at', 'pk'],
                'indexes': [models.Index(fields=['look_again'], name='handover_look_again')],
            },
        ),
        migrations.CreateModel(
            name='Forward',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40, unique=True)),
                ('with_reporter', models.BooleanField(default=False)),
                ('status', models.CharField(choices=[('waiting', 'Waiting to be sent'), ('sent', 'Sent, no answer yet'), ('token', 'Taken, no number yet'), ('followed', 'With them'), ('stuck', 'Stuck'), ('ended', 'Ended')], default='waiting', max_length=8, verbose_name='status')),
                ('posts', models.PositiveSmallIntegerField(default=0)),
                ('sent_sealed', models.BinaryField(blank=True, null=True)),
                ('is_cleared', models.BooleanField(default=False)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('since', models.DateTimeField()),
                ('next_at', models.DateTimeField()),
                ('quiet', models.PositiveSmallIntegerField(default=0)),
                ('request_id', models.CharField(blank=True, max_length=120, verbose_name='their number')),
                ('token', models.CharField(blank=True, max_length=120)),
                ('their_status', models.CharField(blank=True, max_length=6)),
                ('their_notes', models.CharField(blank=True, max_length=1000)),
                ('error', models.CharField(blank=True, max_length=10)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='forwards', to='hazards.endpoint', verbose_name='server')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='forwards', to='hazards.report', verbose_name='hazard report')),
                ('handover', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='forward', to='hazards.handover')),
            ],
            options={
                'verbose_name': 'report sent to another server',
                'verbose_name_plural': 'reports sent to other servers',
                'ordering': ['pk'],
                'indexes': [models.Index(condition=models.Q(('status__in', ['waiting', 'sent', 'token', 'followed'])), fields=['next_at'], name='forward_due'), models.Index(condition=models.Q(('status', 'stuck')), fields=['status'], name='forward_stuck')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'ended'), _negated=True), fields=('report', 'endpoint'), name='one_forward_to_a_server')],
            },
        ),
        migrations.CreateModel(
            name='HeldPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=40, unique=True)),
                ('holder', models.CharField(db_index=True, max_length=64)),
                ('image', models.FileField(upload_to='reports/')),
                ('thumbnail', models.FileField(upload_to='reports/')),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('expires', models.DateTimeField(db_index=True)),
            ],
            options={
                'verbose_name': 'photo not sent yet',
                'verbose_name_plural': 'photos not sent yet',
            },
        ),
        migrations.CreateModel(
            name='Origin',
            fields=[
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='origin', serialize=False, to='hazards.report')),
                ('device_index', models.CharField(blank=True, max_length=64)),
                ('address_index', models.CharField(blank=True, max_length=64)),
                ('at', models.DateTimeField(db_index=True)),
            ],
            options={
                'verbose_name': 'origin of a report',
                'verbose_name_plural': 'origins of reports',
            },
        ),
        migrations.CreateModel(
            name='Sighting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('who', models.CharField(max_length=64)),
                ('is_gone', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sightings', to='hazards.report')),
            ],
            options={
                'verbose_name': 'word of a passer-by',
                'verbose_name_plural': 'words of passers-by',
                'constraints': [models.UniqueConstraint(fields=('report', 'who'), name='one_sighting_a_person')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='checklist',
            name='one_checklist_a_slug',
        ),
        migrations.RemoveIndex(
            model_name='report',
            name='report_in_area',
        ),
        migrations.AddField(
            model_name='checklist',
            name='since',
            field=models.DateField(blank=True, null=True, verbose_name='in force since'),
        ),
        migrations.AddField(
            model_name='checklist',
            name='written_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='report',
            name='from_blocked',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='report',
            name='hidden_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='hidden at'),
        ),
        migrations.AddField(
            model_name='report',
            name='hidden_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='hidden by'),
        ),
        migrations.AddField(
            model_name='report',
            name='hidden_why',
            field=models.CharField(blank=True, choices=[('person', 'It shows or names a person.'), ('private', 'It shows what is private: a home, a number plate, a paper.'), ('risk', 'It could put somebody in danger.'), ('rude', 'It insults or threatens somebody.'), ('untrue', 'It is not true, or nobody could confirm it.'), ('advert', 'It is an advertisement, or has nothing to do with a hazard.'), ('other', 'Another reason')], max_length=12, verbose_name='why it is hidden'),
        ),
        migrations.AddField(
            model_name='report',
            name='hidden_words',
            field=models.TextField(blank=True, max_length=600, verbose_name='why, in words'),
        ),
        migrations.AddField(
            model_name='report',
            name='public_before',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='report',
            name='square',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='reportevent',
            name='hidden_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='hidden at'),
        ),
        migrations.AddField(
            model_name='reportevent',
            name='hidden_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='hidden by'),
        ),
        migrations.AddField(
            model_name='reportevent',
            name='hidden_why',
            field=models.CharField(blank=True, choices=[('person', 'It shows or names a person.'), ('private', 'It shows what is private: a home, a number plate, a paper.'), ('risk', 'It could put somebody in danger.'), ('rude', 'It insults or threatens somebody.'), ('untrue', 'It is not true, or nobody could confirm it.'), ('advert', 'It is an advertisement, or has nothing to do with a hazard.'), ('other', 'Another reason')], max_length=12, verbose_name='why it is hidden'),
        ),
        migrations.AddField(
            model_name='reportevent',
            name='hidden_words',
            field=models.TextField(blank=True, max_length=600, verbose_name='why, in words'),
        ),
        migrations.AddField(
            model_name='reportphoto',
            name='covered_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='covered at'),
        ),
        migrations.AddField(
            model_name='reportphoto',
            name='covered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='covered by'),
        ),
        migrations.AddField(
            model_name='reportphoto',
            name='covered_image',
            field=models.FileField(blank=True, upload_to='reports/'),
        ),
        migrations.AddField(
            model_name='reportphoto',
            name='covered_thumbnail',
            field=models.FileField(blank=True, upload_to='reports/'),
        ),
        migrations.AddField(
            model_name='reportphoto',
            name='hidden_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='hidden at'),
        ),
        migrations.AddField(
            model_name='reportphoto',
            name='hidden_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='hidden by'),
        ),
        migrations.AddField(
            model_name='reportphoto',
            name='hidden_why',
            field=models.CharField(blank=True, choices=[('person', 'It shows or names a person.'), ('private', 'It shows what is private: a home, a number plate, a paper.'), ('risk', 'It could put somebody in danger.'), ('rude', 'It insults or threatens somebody.'), ('untrue', 'It is not true, or nobody could confirm it.'), ('advert', 'It is an advertisement, or has nothing to do with a hazard.'), ('other', 'Another reason')], max_length=12, verbose_name='why it is hidden'),
        ),
        migrations.AddField(
            model_name='reportphoto',
            name='hidden_words',
            field=models.TextField(blank=True, max_length=600, verbose_name='why, in words'),
        ),
        migrations.AddField(
            model_name='reportphoto',
            name='marks',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='reportphoto',
            name='original_gone',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='reportphoto',
            name='version',
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['community', 'category', 'stands_open', 'counts_from', 'id', 'due_at'], name='report_of_a_kind'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['area', 'stands_open', 'category', '-created', 'status'], name='report_in_area'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['area', 'stands_open', '-created', '-id'], name='report_of_area'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('hidden_at', None), ('is_public', False)), fields=['community', 'status', 'counts_from', 'id'], name='report_to_publish'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('hidden_at__isnull', False)), fields=['community', '-hidden_at', '-id'], name='report_hidden'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('is_public', True)), fields=['category', 'stands_open', '-created', '-id', 'status'], name='report_listed_of_a_kind'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('is_public', True)), fields=['community', 'stands_open', 'square', 'status', 'category', 'area', 'id'], name='report_on_the_map'),
        ),
        migrations.AddConstraint(
            model_name='checklist',
            constraint=models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('community', 'slug'), name='one_checklist_in_force'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('hidden_at', None), ('is_public', False), _connector='OR'), name='hidden_report_is_not_public'),
        ),
        migrations.AddConstraint(
            model_name='reportevent',
            constraint=models.CheckConstraint(condition=models.Q(('hidden_at', None), ('is_public', False), _connector='OR'), name='hidden_line_is_not_public'),
        ),
    ]
