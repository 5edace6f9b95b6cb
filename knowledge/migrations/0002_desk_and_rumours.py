import datetime
import django.core.validators
import django.db.models.deletion
import portal.lib.words
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('knowledge', '0001_first'),
        ('places', '0001_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='HandledQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('what', models.CharField(max_length=12)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'question that was dealt with',
                'verbose_name_plural': 'questions that were dealt with',
            },
        ),
        migrations.CreateModel(
            name='Rumour',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('received', 'Received'), ('checking', 'Being checked'), ('published', 'Published'), ('superseded', 'Set aside')], default='received', max_length=10, verbose_name='status')),
                ('claim', portal.lib.words.WordsField(blank=True, default=dict, verbose_name='the claim')),
                ('verdict', models.CharField(blank=True, choices=[('true', 'True'), ('false', 'False'), ('unproven', 'Not proven')], max_length=10, verbose_name='verdict')),
                ('why', portal.lib.words.WordsField(blank=True, default=dict, verbose_name='what we found')),
                ('sources', models.JSONField(blank=True, default=list, verbose_name='sources')),
                ('says_flee', models.BooleanField(default=False, verbose_name='it tells people to flee')),
                ('from_authority', models.BooleanField(default=False, verbose_name='a source is the authority that knows')),
                ('valid_until', models.DateTimeField(blank=True, null=True, verbose_name='good until')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                ('created', models.DateTimeField(verbose_name='first heard')),
                ('changed', models.DateTimeField(verbose_name='last change')),
                ('checker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='checked by')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rumours', to='places.community', verbose_name='community')),
                ('superseded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='superseded', to='knowledge.rumour')),
            ],
            options={
                'verbose_name': 'rumour',
                'verbose_name_plural': 'rumours',
                'indexes': [models.Index(fields=['community', 'status', '-changed'], name='rumour_desk')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('status', 'published'), _negated=True), models.Q(('published_at__isnull', False), ('valid_until__isnull', False), models.Q(('verdict', ''), _negated=True)), _connector='OR'), name='a_verdict_has_its_time')],
            },
        ),
        migrations.CreateModel(
            name='RumourEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12)),
                ('note', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rumour', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='knowledge.rumour')),
            ],
            options={
                'verbose_name': "line of a rumour's history",
                'verbose_name_plural': 'history of the rumour',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Talk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('taken', 'Being answered'), ('closed', 'Closed'), ('left', 'Ended by the resident'), ('expired', 'Run out')], default='waiting', max_length=10, verbose_name='status')),
                ('shares', models.BooleanField(default=False)),
                ('created', models.DateTimeField(verbose_name='asked for')),
                ('waiting_since', models.DateTimeField()),
                ('changed', models.DateTimeField(verbose_name='last change')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='talks', to='places.community', verbose_name='community')),
                ('session', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='talks', to='knowledge.chatsession')),
                ('taken_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
            ],
            options={
                'verbose_name': 'talk with a volunteer',
                'verbose_name_plural': 'talks with volunteers',
                'indexes': [models.Index(fields=['status', 'created'], name='talk_queue')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status__in', ['waiting', 'taken'])), fields=('session',), name='one_open_talk_a_session')],
            },
        ),
        migrations.CreateModel(
            name='TalkDayOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='talk_days_off', to='places.community', verbose_name='community')),
            ],
            options={
                'verbose_name': 'day without volunteers in the chat',
                'verbose_name_plural': 'days without volunteers in the chat',
                'constraints': [models.UniqueConstraint(fields=('community', 'day'), name='a_day_off_once')],
            },
        ),
        migrations.CreateModel(
            name='TalkEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('talk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='knowledge.talk')),
            ],
            options={
                'verbose_name': "line of a talk's history",
                'verbose_name_plural': 'history of the talk',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TalkHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', models.CharField(default='12345', help_text='1 is Monday, 7 is Sunday.', max_length=7, validators=[django.core.validators.RegexValidator('^(?!.*(.).*\\1)[1-7]+\\Z', 'Write the numbers of the days, each once: 12345.')], verbose_name='days')),
                ('opens', models.TimeField(verbose_name='from')),
                ('closes', models.TimeField(help_text='0:00 is the end of the day.', verbose_name='until')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='talk_hours', to='places.community', verbose_name='community')),
            ],
            options={
                'verbose_name': 'hours of volunteers in the chat',
                'verbose_name_plural': 'hours of volunteers in the chat',
                'constraints': [models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens')), ('closes', datetime.time(0, 0)), _connector='OR'), name='talks_end_after')],
            },
        ),
        migrations.CreateModel(
            name='TalkLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_resident', models.BooleanField()),
                ('client_id', models.CharField(max_length=64)),
                ('text', models.TextField(max_length=1000)),
                ('link', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('talk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='knowledge.talk')),
            ],
            options={
                'verbose_name': 'line of a talk',
                'verbose_name_plural': 'lines of a talk',
                'ordering': ['at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('talk', 'client_id'), name='a_line_once')],
            },
        ),
        migrations.CreateModel(
            name='Telling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(blank=True, max_length=1000, verbose_name='words')),
                ('link', models.URLField(blank=True, max_length=500, verbose_name='link')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('who', models.CharField(max_length=64)),
                ('times', models.PositiveIntegerField(default=1)),
                ('is_accepted', models.BooleanField(default=False, verbose_name='a checker saw it')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('rumour', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tellings', to='knowledge.rumour')),
            ],
            options={
                'verbose_name': 'claim that was sent in',
                'verbose_name_plural': 'claims that were sent in',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('seen', models.DateTimeField()),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.community')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'duty in the chat',
                'verbose_name_plural': 'duties in the chat',
                'constraints': [models.UniqueConstraint(fields=('user', 'community'), name='one_duty_a_person')],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(verbose_name='short name')),
                ('topic', models.SlugField(verbose_name='topic')),
                ('shared', models.JSONField(default=dict)),
                ('words', models.JSONField(default=dict)),
                ('before', models.JSONField(default=dict)),
                ('version', models.PositiveIntegerField(default=0)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Waits for a second reader'), ('returned', 'Returned with a comment'), ('published', 'Published'), ('dropped', 'Dropped')], default='draft', max_length=10, verbose_name='status')),
                ('writers', models.JSONField(db_default=models.Value([], models.JSONField()), default=list)),
                ('comment', models.TextField(blank=True)),
                ('created', models.DateTimeField()),
                ('changed', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
                ('article', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='revisions', to='knowledge.article')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reader', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'new text of a guide',
                'verbose_name_plural': 'new texts of guides',
                'indexes': [models.Index(fields=['status', '-changed'], name='revision_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reader', None), models.Q(('reader', models.F('author')), _negated=True), _connector='OR'), name='another_person_reads_it')],
            },
        ),
        migrations.AddField(
            model_name='article',
            name='is_edited',
            field=models.BooleanField(default=False, verbose_name='changed on this site'),
        ),
        migrations.AddField(
            model_name='article',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='chatturn',
            name='helped',
            field=models.BooleanField(null=True, verbose_name='it helped'),
        ),
        migrations.AddField(
            model_name='indexgeneration',
            name='mark',
            field=models.CharField(default='', max_length=16),
        ),
        migrations.AlterField(
            model_name='chatturn',
            name='session',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='knowledge.chatsession'),
        ),
    ]
