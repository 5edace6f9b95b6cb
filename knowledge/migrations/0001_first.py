import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # the steps that led here, for sites that ran before 0.1.0
    replaces = [
        ('knowledge', '0001_initial'),
        ('knowledge', '0002_plain_names'),
        ('knowledge', '0003_names_of_the_admin'),
    ]

    dependencies = [
        ('accounts', '__first__'),
        ('places', '0001_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True, verbose_name='short name')),
                ('topic', models.SlugField(verbose_name='topic')),
                ('hazards', models.JSONField(default=list, verbose_name='hazards')),
                ('calls', models.JSONField(default=list, verbose_name='numbers that may be needed')),
                ('danger', models.BooleanField(default=False, verbose_name='read when life is in danger')),
                ('reviewed', models.DateField(verbose_name='last checked')),
                ('is_published', models.BooleanField(default=True, verbose_name='published')),
                ('digest', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'verbose_name': 'article',
                'verbose_name_plural': 'articles',
            },
        ),
        migrations.CreateModel(
            name='IndexGeneration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='ArticleEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12, verbose_name='what happened')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='knowledge.article')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by whom')),
            ],
            options={
                'verbose_name': "line of an article's history",
                'verbose_name_plural': 'history of the article',
            },
        ),
        migrations.CreateModel(
            name='ChatSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=40, unique=True)),
                ('language', models.CharField(max_length=12)),
                ('context', models.JSONField(default=dict)),
                ('created', models.DateTimeField()),
                ('updated', models.DateTimeField()),
                ('community', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='places.community')),
            ],
        ),
        migrations.CreateModel(
            name='ChatTurn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.CharField(max_length=64)),
                ('question', models.TextField(blank=True, verbose_name='question')),
                ('kind', models.CharField(max_length=12, verbose_name='kind of answer')),
                ('reply', models.JSONField(verbose_name='answer')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='knowledge.chatsession')),
            ],
            options={
                'verbose_name': 'question to the chat',
                'verbose_name_plural': 'questions to the chat',
                'indexes': [models.Index(fields=['kind', 'at'], name='chat_kind')],
                'constraints': [models.UniqueConstraint(fields=('session', 'message_id'), name='a_message_once')],
            },
        ),
        migrations.CreateModel(
            name='Translation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('summary', models.TextField(verbose_name='summary')),
                ('act_first', models.CharField(blank=True, max_length=200, verbose_name='what must come before the call')),
                ('sections', models.JSONField(default=list, verbose_name='sections')),
                ('aliases', models.JSONField(default=list, verbose_name='how people ask')),
                ('sources', models.JSONField(default=list, verbose_name='sources')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='translations', to='knowledge.article', verbose_name='article')),
            ],
            options={
                'verbose_name': 'translation',
                'verbose_name_plural': 'translations',
                'constraints': [models.UniqueConstraint(fields=('article', 'language'), name='one_translation_a_language')],
            },
        ),
    ]
