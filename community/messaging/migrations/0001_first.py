import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from community.messaging.migrations._triggers import unwatch, watch


class Migration(migrations.Migration):

    initial = True

    # the steps that led here, for sites that ran before 0.1.0
    replaces = [
        ('messaging', '0001_initial'),
        ('messaging', '0002_channels'),
        ('messaging', '0003_question'),
        ('messaging', '0004_one_queue_a_channel'),
        ('messaging', '0005_rings'),
        ('messaging', '0006_quiet_hours'),
        ('messaging', '0007_heartbeats'),
        ('messaging', '0008_carriers_state'),
        ('messaging', '0009_comparisons'),
        ('messaging', '0010_ways'),
        ('messaging', '0011_severity'),
        ('messaging', '0012_untaken_calls'),
        ('messaging', '0013_counted_by_index'),
        ('messaging', '0014_plain_names'),
        ('messaging', '0015_board_counts'),
        ('messaging', '0016_changed_parts'),
        ('messaging', '0017_counted_by_part'),
        ('messaging', '0018_names_of_the_admin'),
        ('messaging', '0019_broadcast_index_once'),
    ]

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='CarrierState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20, unique=True)),
                ('slowed_to', models.FloatField(default=0)),
                ('slowed_at', models.DateTimeField(null=True)),
                ('held_until', models.DateTimeField(null=True)),
                ('points_away', models.PositiveSmallIntegerField(default=0)),
                ('changed_at', models.DateTimeField(null=True)),
                ('last_error_at', models.DateTimeField(null=True)),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('errors', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(choices=[('beat', 'Clock'), ('sweep', 'Sweep of the queue'), ('spool', 'Receipts'), ('canary', 'Test text'), ('reconciliation', 'Daily comparison with the carrier')], max_length=20, unique=True)),
                ('ran_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField()),
                ('trouble', models.CharField(blank=True, max_length=40)),
                ('trouble_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='OpenQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120, unique=True)),
                ('phone_index', models.CharField(db_index=True, max_length=64)),
                ('handler', models.CharField(max_length=120)),
                ('choices', models.JSONField()),
                ('asked_at', models.DateTimeField()),
                ('expires', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='OptOut',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phone_index', models.CharField(max_length=64, unique=True)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='SendingRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20, unique=True)),
                ('tokens', models.FloatField()),
                ('lanes', models.JSONField(default=list)),
                ('at', models.FloatField(default=0)),
                ('busy', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Broadcast',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120, unique=True, verbose_name='belongs to')),
                ('lane', models.PositiveSmallIntegerField(choices=[(0, 'Extreme warnings'), (1, 'Warnings'), (2, 'Codes and replies'), (3, 'Reminders and drills')], verbose_name='lane')),
                ('severity', models.CharField(blank=True, max_length=12)),
                ('texts', models.JSONField(default=dict, verbose_name='texts')),
                ('body_sealed', models.BinaryField(null=True)),
                ('exercise', models.BooleanField(default=False, verbose_name='exercise')),
                ('question', models.CharField(blank=True, max_length=120)),
                ('channels', models.JSONField(default=dict, verbose_name='channels')),
                ('audience', models.CharField(blank=True, max_length=60)),
                ('definition', models.JSONField(default=dict)),
                ('cursor', models.CharField(blank=True, max_length=120)),
                ('opened_at', models.DateTimeField(verbose_name='opened')),
                ('filled_at', models.DateTimeField(null=True, verbose_name='every recipient has a row since')),
                ('hold_until', models.DateTimeField(null=True, verbose_name='not sent before')),
                ('expires', models.DateTimeField(verbose_name='not sent after')),
                ('stopped_at', models.DateTimeField(null=True, verbose_name='stopped')),
            ],
            options={
                'verbose_name': 'broadcast',
                'verbose_name_plural': 'broadcasts',
                'indexes': [models.Index(condition=models.Q(('filled_at', None)), fields=['filled_at'], name='broadcast_unfilled')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recipient', models.CharField(max_length=120)),
                ('part', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Left('recipient', 9), output_field=models.CharField(max_length=9))),
                ('channel', models.CharField(default='sms', max_length=12, verbose_name='channel')),
                ('address_sealed', models.BinaryField()),
                ('address_index', models.CharField(max_length=64)),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('area', models.CharField(blank=True, db_default='', default='', max_length=50)),
                ('lane', models.PositiveSmallIntegerField(choices=[(0, 'Extreme warnings'), (1, 'Warnings'), (2, 'Codes and replies'), (3, 'Reminders and drills')], verbose_name='lane')),
                ('priority', models.PositiveSmallIntegerField(default=100)),
                ('segments', models.PositiveSmallIntegerField(default=1, verbose_name='segments')),
                ('status', models.CharField(choices=[('queued', 'Queued'), ('sending', 'Sending'), ('sent', 'Sent'), ('unknown', 'Outcome unknown'), ('delivered', 'Delivered'), ('failed', 'Failed')], default='queued', max_length=12, verbose_name='status')),
                ('attempt', models.PositiveSmallIntegerField(default=0, verbose_name='attempt')),
                ('claimed_at', models.DateTimeField(null=True, verbose_name='attempt began')),
                ('lease_until', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('carrier', models.CharField(blank=True, max_length=20, verbose_name='carrier')),
                ('carrier_id', models.CharField(blank=True, max_length=64, verbose_name="the carrier's number for it")),
                ('error', models.CharField(blank=True, max_length=40, verbose_name='reason')),
                ('falls', models.BooleanField(db_default=False, default=False)),
                ('follows', models.BooleanField(db_default=False, default=False)),
                ('leads', models.BooleanField(db_default=False, default=False)),
                ('sent_at', models.DateTimeField(null=True, verbose_name='sent')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                ('broadcast', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='messaging.broadcast', verbose_name='broadcast')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'indexes': [models.Index(condition=models.Q(('status', 'queued')), fields=['channel', 'lane', 'broadcast', 'priority', 'due_at'], name='delivery_due'), models.Index(condition=models.Q(('lease_until__isnull', False)), fields=['status', 'lease_until'], name='delivery_leased'), models.Index(fields=['part', 'broadcast', 'recipient', 'channel', 'status', 'segments', 'error', 'language', 'area'], name='delivery_parts'), models.Index(condition=models.Q(('claimed_at__isnull', False)), fields=['broadcast', 'claimed_at', 'channel', 'segments', 'leads'], name='delivery_pace'), models.Index(condition=models.Q(('carrier_id', ''), _negated=True), fields=['carrier_id'], name='delivery_carrier_id'), models.Index(fields=['address_index'], name='delivery_address'), models.Index(condition=models.Q(('channel', 'voice'), ('status', 'failed')), fields=['ended_at'], name='delivery_untaken'), models.Index(condition=models.Q(('falls', True), ('status', 'failed')), fields=['broadcast'], name='delivery_fell'), models.Index(condition=models.Q(('attempt__gt', 0), ('falls', True), models.Q(('status', 'delivered'), _negated=True)), fields=['broadcast', 'claimed_at'], name='delivery_overdue')],
                'constraints': [models.UniqueConstraint(fields=('broadcast', 'recipient', 'channel'), name='one_row_a_recipient')],
            },
        ),
        migrations.CreateModel(
            name='InboundText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('carrier_id', models.CharField(max_length=64, unique=True)),
                ('phone_sealed', models.BinaryField()),
                ('phone_index', models.CharField(db_index=True, max_length=64)),
                ('to', models.CharField(max_length=20)),
                ('body_sealed', models.BinaryField()),
                ('media', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('taken_at', models.DateTimeField()),
                ('handled_at', models.DateTimeField(null=True)),
                ('handler', models.CharField(blank=True, max_length=120)),
                ('reply_sealed', models.BinaryField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('handled_at', None)), fields=['taken_at'], name='inbound_unhandled')],
            },
        ),
        migrations.CreateModel(
            name='KeptCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(max_length=9)),
                ('sums', models.JSONField(default=list)),
                ('broadcast', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='messaging.broadcast')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('broadcast', 'part'), name='one_count_a_part')],
            },
        ),
        migrations.CreateModel(
            name='Reached',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recipient', models.CharField(max_length=120)),
                ('how', models.CharField(choices=[('key', 'pressed a key'), ('reply', 'replied'), ('visit', 'was visited'), ('page', 'confirmed on their page')], max_length=8, verbose_name='how')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('broadcast', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reached', to='messaging.broadcast')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'person reached',
                'verbose_name_plural': 'people reached',
                'constraints': [models.UniqueConstraint(fields=('broadcast', 'recipient'), name='reached_once')],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempt', models.PositiveSmallIntegerField(verbose_name='attempt')),
                ('carrier_id', models.CharField(max_length=64, verbose_name="the carrier's number for it")),
                ('status', models.CharField(max_length=20, verbose_name='state')),
                ('error', models.CharField(blank=True, max_length=40, verbose_name='error')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='messaging.delivery', verbose_name='delivery')),
            ],
            options={
                'verbose_name': "carrier's receipt",
                'verbose_name_plural': "carriers' receipts",
                'indexes': [models.Index(fields=['at'], name='receipt_at')],
                'constraints': [models.UniqueConstraint(fields=('delivery', 'attempt', 'carrier_id', 'status', 'error'), name='a_receipt_once')],
            },
        ),
        migrations.CreateModel(
            name='Reconciliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('carrier', models.CharField(max_length=20, verbose_name='carrier')),
                ('day', models.DateField(verbose_name='day (UTC)')),
                ('began_at', models.DateTimeField(verbose_name='began')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                ('listed', models.PositiveIntegerField(default=0, verbose_name='sent, says the carrier')),
                ('agreed', models.PositiveIntegerField(default=0, verbose_name='as our rows say')),
                ('settled', models.PositiveIntegerField(default=0, verbose_name='settled by this')),
                ('strange', models.PositiveIntegerField(default=0, verbose_name='not of ours')),
                ('missing', models.PositiveIntegerField(default=0, verbose_name='unknown to the carrier')),
            ],
            options={
                'verbose_name': 'comparison with a carrier',
                'verbose_name_plural': 'comparisons with carriers',
                'constraints': [models.UniqueConstraint(fields=('carrier', 'day'), name='one_reconciliation_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Ring',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120, unique=True, verbose_name='belongs to')),
                ('group', models.CharField(blank=True, db_index=True, max_length=120)),
                ('lane', models.PositiveSmallIntegerField(choices=[(0, 'Extreme warnings'), (1, 'Warnings'), (2, 'Codes and replies'), (3, 'Reminders and drills')], verbose_name='lane')),
                ('callees_sealed', models.BinaryField()),
                ('texts_sealed', models.BinaryField()),
                ('channels', models.JSONField(default=list, verbose_name='channels')),
                ('handler', models.CharField(max_length=120)),
                ('on_silence', models.CharField(blank=True, max_length=120)),
                ('payload', models.JSONField(default=dict)),
                ('patience', models.PositiveIntegerField(verbose_name='seconds that each turn lasts')),
                ('turns', models.PositiveIntegerField(verbose_name='turns at most')),
                ('turn', models.PositiveIntegerField(default=0, verbose_name='turns so far')),
                ('status', models.CharField(choices=[('ringing', 'Ringing'), ('answered', 'Answered'), ('exhausted', 'Nobody answered'), ('expired', 'Ran out'), ('stopped', 'No longer needed')], default='ringing', max_length=10, verbose_name='status')),
                ('opened_at', models.DateTimeField(verbose_name='opened')),
                ('rang_at', models.DateTimeField(null=True, verbose_name='last rang')),
                ('due_at', models.DateTimeField(verbose_name='next turn')),
                ('expires', models.DateTimeField(verbose_name='rings until')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                ('answered_place', models.PositiveIntegerField(null=True)),
                ('tidied_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'ring',
                'verbose_name_plural': 'rings',
                'indexes': [models.Index(condition=models.Q(('status', 'ringing')), fields=['due_at'], name='ring_due'), models.Index(condition=models.Q(('tidied_at', None)), fields=['status'], name='ring_untidy')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answered_place__isnull', False), ('status', 'answered')), models.Q(models.Q(('status', 'answered'), _negated=True), ('answered_place', None)), _connector='OR'), name='an_answer_has_somebody'), models.CheckConstraint(condition=models.Q(('turn__lte', models.F('turns'))), name='no_turn_beyond_the_last')],
            },
        ),
        migrations.CreateModel(
            name='RingTurn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('place', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=150)),
                ('rang_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('ring', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='history', to='messaging.ring')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('ring', 'number'), name='one_row_a_turn')],
            },
        ),
        migrations.CreateModel(
            name='ChangedPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(max_length=9)),
                ('broadcast', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='messaging.broadcast')),
            ],
            options={
                'indexes': [models.Index(fields=['broadcast', 'part'], name='part_changed')],
            },
        ),
        migrations.RunPython(watch, unwatch),
    ]
