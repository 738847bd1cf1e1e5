"""What is read of an account: every list of the API as a value, in the order in which a first sync reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from voronka.sources.amocrm import bodies
from voronka.sources.amocrm.client import Params


class Way(Enum):
    """How a list can be read without losing rows that move while one reads."""

    WHOLE = auto()  # small: every page at every sync
    IN_ORDER = auto()  # the server sorts by the moment: each request starts where the last one ended
    BY_WINDOWS = auto()  # no order promised: windows of the moment, page by page


@dataclass(frozen=True)
class Table:
    """One list: where it is, under which word its rows land, by which moment (unix seconds) it grows.

    `stream` is the name of its cursor; `unit` is for the screen; `rows_change` is false where a row, once written, stays as it is.
    """

    stream: str
    path: str
    entity: str
    unit: str
    way: Way = Way.WHOLE
    key: str = ""
    id: str = "id"
    moment: str = "updated_at"
    limit: int = 250
    params: Params = ()
    keep: bodies.Keep = bodies.whole
    rows_change: bool = True

    @property
    def embedded(self) -> str:
        """The key of the rows under `_embedded`."""
        return self.key or self.path.rpartition("/")[2]


def _events(stream: str, kinds: Sequence[str], unit: str = "events", entity: str = "") -> Table:
    """Events of some kinds; filtered by entity only where the API asks for it."""
    chosen: list[tuple[str, str | int]] = [("filter[type][]", kind) for kind in kinds]
    if entity:
        chosen.append(("filter[entity]", entity))
    return Table(
        f"events.{stream}",
        "events",
        "event",
        unit,
        Way.BY_WINDOWS,
        moment="created_at",
        limit=100,
        params=tuple(chosen),
        keep=bodies.event,
        rows_change=False,
    )


def _notes(owner: str) -> Table:
    """Calls, letters and text messages that hang on a deal or a contact."""
    kinds = ("call_in", "call_out", "amomail_message", "sms_in", "sms_out")
    return Table(
        f"{owner}.notes",
        f"{owner}/notes",
        f"{owner.removesuffix('s')}_note",
        "notes",
        Way.IN_ORDER,
        params=tuple(("filter[note_type][]", kind) for kind in kinds),
        keep=bodies.note,
    )


PIPELINES = Table("pipelines", "leads/pipelines", "pipeline", "pipelines")
USERS = Table("users", "users", "user", "people", keep=bodies.user, params=(("with", "role,group"),))
LOSS_REASONS = Table("loss_reasons", "leads/loss_reasons", "loss_reason", "loss reasons")
FIELDS = Table("fields", "leads/custom_fields", "field", "fields", limit=50)
SOURCES = Table("sources", "sources", "source", "sources")
CONTACTS = Table("contacts", "contacts", "contact", "contacts", Way.IN_ORDER, keep=bodies.contact)
COMPANIES = Table("companies", "companies", "company", "companies", Way.IN_ORDER, keep=bodies.contact)
DEALS = Table(
    "deals",
    "leads",
    "lead",
    "deals",
    Way.IN_ORDER,
    params=(("with", "contacts,loss_reason,source,source_id,is_price_modified_by_robot"),),
    keep=bodies.deal,
)
#: Deals in the trash come as stubs: id, updated_at, is_deleted.
DELETED = Table(
    "deals.deleted",
    "leads",
    "lead",
    "deleted deals",
    Way.IN_ORDER,
    params=(("with", "only_deleted"),),
    keep=bodies.deal,
)
MOVES = _events(
    "moves", ("lead_added", "lead_status_changed", "lead_deleted", "lead_restored", "entity_merged")
)
VALUES = _events("values", ("sale_field_changed", "entity_responsible_changed"))
TAGS = _events("tags", ("entity_tag_added", "entity_tag_deleted"))
UNSORTED = Table("unsorted", "leads/unsorted", "unsorted", "enquiries", id="uid", keep=bodies.unsorted)
#: No order by `updated_at` is documented for tasks: it is asked for, and where it is not obeyed they are read by windows.
TASKS = Table("tasks", "tasks", "task", "tasks", Way.IN_ORDER, keep=bodies.task)
COMPLETIONS = _events("completions", ("task_completed",))
DEAL_NOTES = _notes("leads")
CONTACT_NOTES = _notes("contacts")
CALLS = _events("calls", ("incoming_call", "outgoing_call"))
#: Not in the feed unless each is asked for by its own name.
INCOMING_MAIL = _events("incoming_mail", ("incoming_mail",))
OUTGOING_MAIL = _events("outgoing_mail", ("outgoing_mail",))
#: Chats answer only to entity=contact, though the rows come back with the deal.
MESSAGES = _events("messages", ("incoming_chat_message", "outgoing_chat_message"), entity="contact")
ANSWERS = _events("answers", ("nps_rate_added",))

#: Without these there is no funnel: if one cannot be read, the sync fails. Others that cannot be read are told and left out.
ESSENTIAL = frozenset({"pipelines", "deals", "events.moves"})
#: Small lists that name things; every sync reads them whole, so that a stage or person that disappears was seen before.
DICTIONARIES = (PIPELINES, USERS, LOSS_REASONS, FIELDS, SOURCES)
#: Names first: a deal bears its client's name.
NAMES = (CONTACTS, COMPANIES)
#: All that the funnel is made of.
OF_FUNNEL = (DEALS, MOVES, DELETED, VALUES)
#: Then what people did.
MORE = (
    TAGS,
    UNSORTED,
    TASKS,
    COMPLETIONS,
    DEAL_NOTES,
    CONTACT_NOTES,
    CALLS,
    INCOMING_MAIL,
    OUTGOING_MAIL,
    MESSAGES,
    ANSWERS,
)


def field_events(field_id: int) -> Table:
    """Changes of one custom field; their kind cannot be asked for together with another.

    >>> field_events(501).stream
    'events.field.501'
    """
    return _events(f"field.{field_id}", (f"custom_field_{field_id}_value_changed",))
