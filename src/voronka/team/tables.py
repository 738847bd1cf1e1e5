"""The tables of the operational database, as they are now; how they came to be is in `migrations/`."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
)

metadata = MetaData()

#: Changes in how the company sells, from `day` on; `pipeline` and `stage` are names, "" for all.
notes = Table(
    "notes",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("day", Date, nullable=False),
    Column("text", Text, nullable=False),
    Column("pipeline", Text, nullable=False, server_default=""),
    Column("stage", Text, nullable=False, server_default=""),
    Column("author", Text, nullable=False, server_default=""),
    Column("made_at", DateTime, nullable=False),
    sqlite_autoincrement=True,
)

#: Deals set aside until a day, for a reason; one at a time for a deal.
snoozes = Table(
    "snoozes",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("account_id", BigInteger, nullable=False),
    Column("deal_id", BigInteger, nullable=False),
    Column("until", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("author", Text, nullable=False, server_default=""),
    Column("made_at", DateTime, nullable=False),
    UniqueConstraint("account_id", "deal_id", name="one_snooze_a_deal"),
    sqlite_autoincrement=True,
)

#: Who may read the pages. `email` is in small letters; `own` says whose deals they see (`team.own`); `password` is a hash, "" where they sign in elsewhere.
readers = Table(
    "readers",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("own", Text, nullable=False),
    Column("password", Text, nullable=False, server_default=""),
    Column("made_at", DateTime, nullable=False),
    Column("seen_at", DateTime),
    sqlite_autoincrement=True,
)


def _whose() -> Column[int]:
    return Column("reader", Integer, ForeignKey("readers.number", ondelete="CASCADE"), nullable=False)


#: Who is signed in where. Only the hash of a token is kept, here and below: whoever reads this file can sign in nowhere.
sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    _whose(),
    Column("made_at", DateTime, nullable=False),
    Column("seen_at", DateTime, nullable=False),
    Column("expires_at", DateTime, nullable=False),
    Column("device", Text, nullable=False, server_default=""),
    Column("address", Text, nullable=False, server_default=""),
)

#: Links by which somebody becomes a reader, once.
invitations = Table(
    "invitations",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("role", Text, nullable=False),
    Column("own", Text, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("made_by", Text, nullable=False, server_default=""),
    Column("expires_at", DateTime, nullable=False),
    sqlite_autoincrement=True,
)

#: Links by which a reader sets a new password, once.
resets = Table(
    "resets",
    metadata,
    Column("token_hash", Text, primary_key=True),
    _whose(),
    Column("made_at", DateTime, nullable=False),
    Column("expires_at", DateTime, nullable=False),
)

#: Links that show one page, with the rights of who made them, to whoever has them.
shares = Table(
    "shares",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("token_hash", Text, nullable=False, unique=True),
    _whose(),
    Column("page", Text, nullable=False),
    Column("title", Text, nullable=False, server_default=""),
    Column("made_at", DateTime, nullable=False),
    Column("expires_at", DateTime, nullable=False),
    sqlite_autoincrement=True,
)

#: What was done, by whom and from where; nothing is ever changed here.
audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("action", Text, nullable=False),
    Column("who", Text, nullable=False, server_default=""),
    Column("about", Text, nullable=False, server_default=""),
    Column("address", Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)

#: Tries to sign in that failed, by `key` (an address, an e-mail), so that they can be counted.
attempts = Table(
    "attempts",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("at", DateTime, nullable=False),
    Index("attempts_by_key", "key", "at"),
    sqlite_autoincrement=True,
)

#: Tokens of programs; `reader`: on whose behalf, null: of whoever runs the server.
api_tokens = Table(
    "api_tokens",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("reader", Integer, ForeignKey("readers.number", ondelete="CASCADE")),
    Column("made_at", DateTime, nullable=False),
    Column("expires_at", DateTime),
    Column("used_at", DateTime),
    sqlite_autoincrement=True,
)

#: What the CRM said has changed, each thing once.
hints = Table(
    "hints",
    metadata,
    Column("entity", Text, primary_key=True),
    Column("entity_id", BigInteger, primary_key=True, autoincrement=False),
    Column("heard_at", DateTime, nullable=False),
)

#: Syncs, nightly checks and imports, each with how it went; the last four columns are JSON.
runs = Table(
    "runs",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("started_at", DateTime, nullable=False),
    Column("ended_at", DateTime),
    Column("outcome", Text, nullable=False),
    Column("result", Text, nullable=False, server_default=""),
    Column("progress", Text, nullable=False, server_default=""),
    Column("error", Text, nullable=False, server_default=""),
    Column("notes", Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)

#: Pages with their question under a name. `reader` null: of a workspace without readers. `is_first`: opens when its reader comes in.
views = Table(
    "views",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("reader", Integer, ForeignKey("readers.number", ondelete="CASCADE")),
    Column("name", Text, nullable=False),
    Column("page", Text, nullable=False),
    Column("is_shared", Boolean, nullable=False, server_default=false()),
    Column("is_first", Boolean, nullable=False, server_default=false()),
    Column("made_at", DateTime, nullable=False),
    sqlite_autoincrement=True,
)

#: What is to be reached; `kind`, `account_id` and `whom` say by whom, `value` null: it was taken back. What is the same but for the value is one row.
goals = Table(
    "goals",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("aim", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("account_id", BigInteger, nullable=False, server_default="0"),
    Column("whom", BigInteger, nullable=False, server_default="0"),
    Column("pipeline", Text, nullable=False, server_default=""),
    Column("value", Double),
    Column("author", Text, nullable=False, server_default=""),
    Column("made_at", DateTime, nullable=False),
    Column("changed_at", DateTime, nullable=False),
    UniqueConstraint("aim", "period", "kind", "account_id", "whom", "pipeline", name="one_goal_a_place"),
    sqlite_autoincrement=True,
)

#: Every value that a goal had: who changed it, when, from what to what, and why.
goal_changes = Table(
    "goal_changes",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("goal", Integer, ForeignKey("goals.number", ondelete="CASCADE"), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("who", Text, nullable=False, server_default=""),
    Column("before", Double),
    Column("after", Double),
    Column("why", Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)

#: Criteria of the score, each with its points.
score_rules = Table(
    "score_rules",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("criterion", Text, nullable=False),
    Column("points", Integer, nullable=False),
    Column("author", Text, nullable=False, server_default=""),
    Column("made_at", DateTime, nullable=False),
    sqlite_autoincrement=True,
)

#: Models that the score has learned, all kept; `features`, `metrics` and `body` are JSON, `as_of` is what they knew of.
score_models = Table(
    "score_models",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("made_at", DateTime, nullable=False),
    Column("as_of", DateTime, nullable=False),
    Column("account_id", BigInteger, nullable=False),
    Column("pipeline_id", BigInteger, nullable=False),
    Column("store_version", Integer, nullable=False),
    Column("definition", Text, nullable=False),
    Column("horizon_days", Double, nullable=False),
    Column("features", Text, nullable=False),
    Column("metrics", Text, nullable=False),
    Column("body", Text, nullable=False),
    sqlite_autoincrement=True,
)

#: Letters that go out by themselves; `reader` null: of a workspace without readers. What was due up to `settled_at` is settled.
schedules = Table(
    "schedules",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("reader", Integer, ForeignKey("readers.number", ondelete="CASCADE")),
    Column("title", Text, nullable=False, server_default=""),
    Column("kind", Text, nullable=False),
    Column("view", Text, nullable=False, server_default=""),
    Column("rule", Text, nullable=False),
    Column("formats", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("is_paused", Boolean, nullable=False, server_default=false()),
    Column("made_at", DateTime, nullable=False),
    Column("settled_at", DateTime, nullable=False),
    Column("removed_at", DateTime),
    sqlite_autoincrement=True,
)

#: Who gets them and how; `reader` null: somebody outside the team, under the rights of who made the schedule.
recipients = Table(
    "recipients",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("schedule", Integer, ForeignKey("schedules.number", ondelete="CASCADE"), nullable=False),
    Column("reader", Integer, ForeignKey("readers.number", ondelete="CASCADE")),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False, server_default=""),
    Column("name", Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)

#: Moments of schedules that have come, each once; `skipped`: earlier ones that were missed for it.
report_runs = Table(
    "report_runs",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("schedule", Integer, ForeignKey("schedules.number", ondelete="CASCADE"), nullable=False),
    Column("moment", DateTime, nullable=False),
    Column("cause", Text, nullable=False),
    Column("skipped", Integer, nullable=False, server_default="0"),
    Column("made_at", DateTime, nullable=False),
    UniqueConstraint("schedule", "moment", name="one_run_a_moment"),
    sqlite_autoincrement=True,
)

#: What goes to one recipient of a run. `letter` is its folder on the disk, "" before it is made; `step`: of how many pieces are handed over; `error` is JSON.
deliveries = Table(
    "deliveries",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("run", Integer, ForeignKey("report_runs.number", ondelete="CASCADE"), nullable=False),
    Column("reader", Integer, ForeignKey("readers.number", ondelete="CASCADE")),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False, server_default=""),
    Column("name", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False),
    Column("letter", Text, nullable=False, server_default=""),
    Column("step", Integer, nullable=False, server_default="0"),
    Column("is_doubtful", Boolean, nullable=False, server_default=false()),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("made_at", DateTime, nullable=False),
    Column("first_at", DateTime),
    Column("next_at", DateTime, nullable=False),
    Column("ended_at", DateTime),
    Column("error", Text, nullable=False, server_default=""),
    Index("deliveries_by_state", "state", "next_at"),
    sqlite_autoincrement=True,
)

#: Actions in the CRM; `parameters` and `error` are JSON.
actions = Table(
    "actions",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("finding", Text, nullable=False),
    Column("account_id", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("made_by", Text, nullable=False, server_default=""),
    Column("parameters", Text, nullable=False, server_default=""),
    Column("confirmed_at", DateTime),
    Column("confirmed_by", Text, nullable=False, server_default=""),
    Column("undone_at", DateTime),
    Column("undone_by", Text, nullable=False, server_default=""),
    Column("error", Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)

#: What an action writes, deal by deal; `content`, `before`, `answer` and `why` are JSON.
action_rows = Table(
    "action_rows",
    metadata,
    Column("action", Integer, ForeignKey("actions.number", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("deal_id", BigInteger, nullable=False),
    Column("deal_name", Text, nullable=False, server_default=""),
    Column("person_id", BigInteger, nullable=False, server_default="0"),
    Column("person_name", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False),
    Column("content", Text, nullable=False, server_default=""),
    Column("before", Text, nullable=False, server_default=""),
    Column("answer", Text, nullable=False, server_default=""),
    Column("crm_id", BigInteger, nullable=False, server_default="0"),
    Column("why", Text, nullable=False, server_default=""),
    Column("written_at", DateTime),
    Column("undone_at", DateTime),
    Index("action_rows_by_deal", "deal_id", "state"),
)

#: What the last look at a company found, by whose deals were looked at (`Rights.mark`); `mark`: of which store and settings; `found` is JSON.
alert_looks = Table(
    "alert_looks",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("mark", Text, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("found", Text, nullable=False),
)

#: Troubles from their beginning to their end; `rung_at`: when somebody was told last, `told`: what was told then. `evidence` and `told` are JSON.
alert_rings = Table(
    "alert_rings",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("scope", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("begun_at", DateTime, nullable=False),
    Column("seen_at", DateTime, nullable=False),
    Column("rung_at", DateTime),
    Column("ended_at", DateTime),
    Column("evidence", Text, nullable=False),
    Column("told", Text, nullable=False, server_default=""),
    Index("alert_rings_by_key", "scope", "key"),
    sqlite_autoincrement=True,
)

#: Alerts put off until a moment.
alert_snoozes = Table(
    "alert_snoozes",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("scope", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("until", DateTime, nullable=False),
    Column("who", Text, nullable=False, server_default=""),
    Column("made_at", DateTime, nullable=False),
    UniqueConstraint("scope", "key", name="one_snooze_an_alert"),
    sqlite_autoincrement=True,
)

#: Whether an alert was useful, one vote a person.
alert_votes = Table(
    "alert_votes",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("scope", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("who", Text, nullable=False, server_default=""),
    Column("is_useful", Boolean, nullable=False),
    Column("made_at", DateTime, nullable=False),
    UniqueConstraint("scope", "key", "who", name="one_vote_an_alert"),
    sqlite_autoincrement=True,
)

#: The lines that the company drew for its alerts, as JSON: the newest row is valid.
alert_lines = Table(
    "alert_lines",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("lines", Text, nullable=False),
    Column("who", Text, nullable=False, server_default=""),
    Column("made_at", DateTime, nullable=False),
    sqlite_autoincrement=True,
)
