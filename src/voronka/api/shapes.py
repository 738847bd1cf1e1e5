"""The shapes of all answers, for the OpenAPI description: what `to_dict` of an answer, a list, a dictionary gives."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from voronka.language import say


class Shape(BaseModel):
    """A mapping with exactly these names."""

    model_config = ConfigDict(extra="forbid")


class Error(Shape):
    """What went wrong."""

    what: str = Field(description=say("what happened"), examples=["no metric called “funel”"])
    why: str = Field(description=say("why, or which names there are"), examples=["metrics are: funnel, …"])
    do: str = Field(description=say("what to do"), examples=["did you mean “funnel”?"])


class Money(Shape):
    """An exact amount."""

    minor: int = Field(description=say("kopecks, cents: whole minor units"), examples=[18_920_000])
    currency: str = Field(description=say("code of the currency"), examples=["RUB"])


class Rate(Shape):
    """A share with its counts."""

    hits: int = Field(examples=[36])
    trials: int = Field(examples=[255])
    value: float | None = Field(description=say("hits ÷ trials; null for 0 of 0"), examples=[0.1412])
    low: float | None = Field(description=say("lower end of the 95% interval"), examples=[0.1037])
    high: float | None = Field(description=say("upper end of the 95% interval"), examples=[0.1893])


class Estimate(Shape):
    """An estimated figure."""

    n: int = Field(description=say("from so many deals"))
    value: float | None
    low: float | None = Field(description=say("lower end of the 95% interval"))
    high: float | None = Field(description=say("upper end of the 95% interval"))
    doubts: list[str] = Field(default=[], description=say("why it should be read with care"))


class Times(Shape):
    """How long something lasts, in days."""

    n: int
    open: int = Field(description=say("of them not over yet"))
    median_days: float | None
    p75_days: float | None
    p90_days: float | None
    low: float | None = Field(description=say("lower end of the 95% interval"))
    high: float | None = Field(description=say("upper end of the 95% interval"))
    doubts: list[str] = Field(default=[], description=say("why it should be read with care"))


Value = bool | int | float | str | Money | Rate | Estimate | Times | list[Any] | dict[str, Any] | None
Row = dict[str, Value]


class Trust(Shape):
    """How complete the history behind a figure is."""

    level: Literal["good", "fair", "poor"]
    deals: int
    broken: int
    inferred: int
    filled_in: float | None
    bulk_moves: float | None
    no_reason: float | None
    no_amount: float | None
    zombies: float | None
    notes: list[str]
    since: str | None = Field(
        default=None, description=say("while a first sync is under way: before it history is still to come")
    )


class Question(Shape):
    """What was asked; parts that were not named are null."""

    metric: str
    pipeline: str | None
    population: Literal["cohort", "flow", "snapshot"] | None
    period: str | None = Field(examples=["2026-Q3"])
    as_of: str | None
    by: str | None
    where: list[str] = Field(examples=[["source=Сайт"]])
    versus: str | None
    options: list[str] = Field(default=[], description=say("parts that this metric alone has, name=text"))


class Finding(Shape):
    """A sentence that says what to take from the figures."""

    en: str
    ru: str


class Answer(Shape):
    """The answer to a question. What the rows hold, the metric's page of the catalogue tells."""

    metric: str
    question: Question
    as_of: str = Field(
        description=say("history is known before this moment (UTC)"), examples=["2026-10-01T00:00:00Z"]
    )
    definition: str = Field(description=say("version of the definitions"))
    store_version: int = Field(
        description=say("version of the data; it grows with each sync that brought something")
    )
    trust: Trust
    sql: str = Field(
        description=say("the statements behind the figure; empty for readers who may not see them")
    )
    rows: list[Row]
    totals: dict[str, Value] = {}
    outcomes: dict[str, int] | None = None
    versus: Answer | None = Field(default=None, description=say("the same for the compared period"))
    notes: list[str] = []
    findings: list[Finding] = []


class Deals(Shape):
    """A page of the deals behind a number."""

    question: Question
    cell: str = Field(examples=["lost_here:3"])
    total: int = Field(description=say("how many there are in all: the number itself"))
    amount: Money
    no_amount: int
    order: str = Field(examples=["-amount"])
    offset: int
    limit: int
    next: str | None = Field(description=say("address of the next page; null on the last one"))
    sql: str = Field(
        description=say("the statements behind the figure; empty for readers who may not see them")
    )
    rows: list[Row]


class Column(Shape):
    """A column of a metric's rows."""

    name: str
    title: str
    kind: str = Field(description=say("what a cell holds: count, money, rate, estimate, times, days, …"))
    figure: str | None = Field(description=say("the figure that opens the deals behind the cell"))


class Figure(Shape):
    """A number that opens its deals."""

    name: str
    title: str
    keys: list[str] = Field(description=say("columns of the row that its cell needs"))


class Metric(Shape):
    """A metric of the catalogue."""

    name: str
    title: str
    question: str
    help: str
    formula: str
    pitfalls: str
    unit_of_value: str
    unit: Literal["deal", "move", "stay", "activity"]
    populations: list[str]
    options: list[str]
    sources: list[str]
    headline: str | None
    needs_period: bool
    columns: list[Column]
    figures: list[Figure]


class Metrics(Shape):
    """The catalogue."""

    metrics: list[Metric]


class Account(Shape):
    """A connected CRM account or set of files."""

    id: int
    name: str
    base_url: str
    timezone: str
    currency: str
    source: str


class Stage(Shape):
    """A stage of a pipeline."""

    id: int
    name: str
    position: int | None = Field(description=say("place in the funnel; null for lost and deleted stages"))
    kind: str
    color: str
    is_deleted: bool


class Pipeline(Shape):
    """A pipeline."""

    account_id: int
    id: int
    name: str
    is_main: bool
    is_archived: bool
    is_deleted: bool
    stages: list[Stage]


class Named(Shape):
    """A person or a team of the CRM."""

    account_id: int
    id: int
    name: str


class Dimension(Shape):
    """A way to cut the figures."""

    name: str
    title: str
    help: str
    can_group: bool = Field(description=say("whether by= takes it; where= always does"))


class Dictionary(Shape):
    """The names that questions are made of."""

    store_version: int
    definition: str
    known_from: str | None
    known_until: str
    timezone: str
    accounts: list[Account]
    pipelines: list[Pipeline]
    people: list[Named]
    teams: list[Named]
    fields: list[str]
    dimensions: list[Dimension]


class Choices(Shape):
    """The values that a filter can take."""

    dimension: str
    pipeline: str | None
    values: list[str] = Field(description=say("an empty text stands for unknown"))


class Explained(Shape):
    """The statements behind a figure."""

    metric: str
    sql: str


class Tables(Shape):
    """Names of the tables that can be downloaded."""

    tables: list[str]


class Health(Shape):
    """How the server is."""

    status: Literal["ok"]
    program: str = Field(description=say("version of Voronka"))
    store_version: int
    known_until: str


class Goal(Shape):
    """One goal."""

    number: int
    aim: str = Field(description=say("what is to be reached"), examples=["revenue"])
    whom: str = Field(
        description=say("whose goal it is: company, or person or team with account and id"),
        examples=["person 1/7"],
    )
    name: str = Field(description=say("what they are called"), examples=["Анна Соколова"])
    period: str = Field(examples=["2026-12"])
    pipeline: str = Field(description=say("name of the pipeline; empty: the main one"))
    value: float = Field(
        description=say("money in minor units, a share of 1, else a plain number"), examples=[150_000_000]
    )
    author: str
    changed_at: str | None


class Goals(Shape):
    """All goals that the asker may know of."""

    goals: list[Goal]


class GoalChange(Shape):
    """One change of a goal."""

    goal: Goal
    at: str
    who: str
    before: float | None = Field(description=say("null: there was no goal"))
    after: float | None = Field(description=say("null: the goal was taken back"))
    why: str


class GoalChanges(Shape):
    """Changes of goals, the newest first."""

    changes: list[GoalChange]


class WantedGoal(Shape):
    """A goal to be set, in words as a table of plans has them."""

    who: str = Field(
        "",
        max_length=200,
        description=say("name or id of a person or team; empty: the whole company"),
        examples=["Анна Соколова"],
    )
    what: str = Field(
        "", max_length=200, description=say("what is to be reached; empty: won money"), examples=["calls"]
    )
    period: str = Field(max_length=60, examples=["2026-12"])
    value: str = Field(
        max_length=60,
        description=say("as a person writes it: major units of money, per cent"),
        examples=["1500000"],
    )
    pipeline: str = Field(
        "", max_length=200, description=say("name or id of the pipeline; empty: the main one")
    )


class WantedGoals(Shape):
    """Goals to be set, all or none."""

    goals: list[WantedGoal] = Field(min_length=1, max_length=1000)
    why: str = Field("", max_length=500, description=say("why it is set or changed, for its history"))


class GoalsSet(Shape):
    """What came of it."""

    changed: int = Field(description=say("goals that are other than before"))
    goals: list[Goal]


class ReportKind(Shape):
    """A kind of report."""

    kind: str = Field(examples=["weekly"])
    title: str
    help: str = Field(description=say("what it tells"))


class Reports(Shape):
    """The kinds of reports."""

    reports: list[ReportKind]
    forms: list[str] = Field(description=say("forms of a report's file"))


class ScheduleRecipient(Shape):
    """Who gets a report, by which channel."""

    channel: Literal["smtp", "telegram", "max", "webhook", "folder"]
    address: str = Field(examples=["anna@example.com"])
    name: str
    is_outside: bool = Field(description=say("not of the team: made under the rights of who set it up"))


class Schedule(Shape):
    """A report that goes out by itself."""

    number: int
    kind: str = Field(examples=["weekly"])
    title: str
    view: str = Field(description=say("page of the saved view, for the kind “view”"))
    when: str = Field(description=say("as in mon 09:00, workdays 09:00, month 09:00, quarter 09:00 or cron"))
    next_at: str | None = Field(description=say("null: it is paused"))
    is_paused: bool
    formats: list[str]
    language: str
    recipients: list[ScheduleRecipient]


class Schedules(Shape):
    """Schedules of reports."""

    schedules: list[Schedule]


class AlertPart(Shape):
    """What an alert is about."""

    kind: str = Field(examples=["source"])
    id: str
    name: str = Field(examples=["Сайт"])


class Alert(Shape):
    """Something that is not as usual."""

    key: str = Field(description=say("the same for the same trouble on another day"))
    rule: str = Field(examples=["inflow"])
    is_good: bool
    title: str
    sentence: str
    advice: str = Field(description=say("where to begin"))
    since: str
    until: str
    about: list[AlertPart]
    observed: float | None
    usual: float | None
    low: float | None = Field(description=say("lower end of what is usual"))
    high: float | None = Field(description=say("upper end of what is usual"))
    unit: str = Field(examples=["deals"])
    n: int = Field(description=say("from so many deals"))
    surprise: float = Field(description=say("how improbable it is by chance: so many zeros"))
    money_a_week: Money | None = Field(description=say("what is at stake in a week if it stays so"))
    deals: str | None = Field(description=say("page of the deals behind it"))
    told_at: str | None = Field(description=say("when somebody was told of it"))
    put_off_until: str | None


class AlertList(Shape):
    """Alerts, and as of when."""

    looked_at: str
    total: int
    alerts: list[Alert]


class WantedSchedule(Shape):
    """A schedule to be set up."""

    kind: str = Field(max_length=40, examples=["weekly"])
    when: str = Field(
        max_length=100,
        description=say("as in mon 09:00, workdays 09:00, month 09:00, quarter 09:00 or cron"),
        examples=["mon 09:00"],
    )
    to: list[Annotated[str, Field(max_length=400)]] = Field(
        min_length=1,
        max_length=200,
        description=say(
            "e-mails, telegram:NUMBER, max:NUMBER, webhook:https://…, folder:NAME; anna@example.com=telegram:NUMBER for somebody of the team"
        ),
        examples=[["anna@example.com"]],
    )
    formats: list[Literal["html", "pdf", "xlsx", "png"]] = Field(["html"], max_length=4)
    title: str = Field("", max_length=120)
    view: str = Field("", max_length=2000, description=say("page of the saved view, for the kind “view”"))
    language: Literal["ru", "en"] = "ru"


class Delivery(Shape):
    """What was sent to somebody."""

    number: int
    schedule: int
    moment: str = Field(description=say("the moment of the schedule that it is for"))
    channel: str
    address: str
    name: str
    state: Literal["waiting", "handing", "delivered", "doubtful", "dead"]
    attempts: int
    missed_before: int = Field(description=say("earlier moments that were missed and are not repeated"))
    ended_at: str | None
    why: list[str] = Field(description=say("what happened, why and what to do, where it did not arrive"))


class Deliveries(Shape):
    """What was sent, the newest first."""

    deliveries: list[Delivery]


class OneAction(Shape):
    """An action in the CRM."""

    number: int
    key: str = Field(description=say("is in the mark of everything it writes"))
    kind: str
    finding: str
    account_id: int
    state: str
    made_at: str | None
    made_by: str
    parameters: dict[str, Any]
    confirmed_at: str | None
    confirmed_by: str
    undone_at: str | None
    undone_by: str
    error: dict[str, list[str]] = Field(description=say("why it stopped, by language"))
    counts: dict[str, int] = Field(description=say("its deals by state"))


class ActionList(Shape):
    """All actions that the asker may know of."""

    actions: list[OneAction]


class OneActionRow(Shape):
    """A deal of an action."""

    place: int
    deal_id: int
    deal_name: str
    person_id: int
    person_name: str
    state: str
    content: dict[str, Any] = Field(description=say("what is written"))
    before: dict[str, Any] = Field(description=say("how the deal was"))
    answer: dict[str, Any] = Field(description=say("what amoCRM answered"))
    crm_id: int
    why: dict[str, str] = Field(description=say("a reason, by language"))
    written_at: str | None
    undone_at: str | None


class ActionWithRows(OneAction):
    """An action with its deals."""

    rows: list[OneActionRow]


class WantedAction(Shape):
    """An action to be prepared."""

    kind: str = Field(default="task", description=say("task, note, tag or score"))
    finding: str = Field(description=say("stuck, unanswered, score or deals"))
    question: str = Field(
        default="", max_length=2000, description=say("the question, as in the address of its page")
    )
    deals: list[str] = Field(
        default=[], max_length=500, description=say("numbers of deals, for the finding deals")
    )
    text: str = Field(default="", max_length=2000)
    days: int = Field(
        default=1, ge=0, le=60, description=say("deadline of a task in working days; 0 is today")
    )
    top: int = Field(default=20, ge=1, le=2000, description=say("so many deals at most"))
    tag: str = Field(default="", max_length=60)
    field: str = Field(default="", max_length=120, description=say("the field of deals that holds the score"))
    also_busy: bool = Field(default=False, description=say("also deals that have an open task"))
