"""Setting up what goes out, as one reader may: everybody's, what one set up oneself, or one's own report alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from voronka import clock
from voronka.delivery.channels import Place, channel
from voronka.delivery.running import Post
from voronka.errors import AbsentError, InputError, RightsError
from voronka.language import LANGUAGES, say
from voronka.model.reader import ABILITIES, Reader
from voronka.model.when import When
from voronka.reports.kinds import kind_of
from voronka.team.deliveries import Cause, Delivery
from voronka.team.schedules import ALERTS, Recipient, Schedule
from voronka.workspace import Workspace

#: What can go along with a letter; the first is the letter itself.
FORMATS = ("html", "pdf", "xlsx", "png")
#: A manager gets this report, and no other.
PERSONAL = "personal"
#: These write to the server or send from it to any address: whoever connects the CRM sets them up.
_GUARDED = ("webhook", "folder")


@dataclass(frozen=True)
class Wish:
    """A schedule in words; recipients as `Recipient`s that are not checked yet."""

    kind: str
    when: str
    recipients: tuple[Recipient, ...]
    formats: tuple[str, ...] = ("html",)
    title: str = ""
    view: str = ""
    language: str = "ru"


class Desk:
    """Schedules of a workspace as `reader` may handle them; None: nobody has to sign in, or a shell."""

    def __init__(self, workspace: Workspace, reader: Reader | None = None) -> None:
        self.workspace = workspace
        self.reader = reader
        self._book = workspace.schedules()

    # -- what one may

    @property
    def sees_everything(self) -> bool:
        """Whether one handles all schedules."""
        return self.reader is None or self.reader.may("settings")

    @property
    def may_send(self) -> bool:
        """Whether one may send to others."""
        return self.reader is None or self.reader.may("share")

    @property
    def may_subscribe(self) -> bool:
        """Whether one may have one's own report sent to oneself, at least."""
        return self.reader is None or self.reader.may("write")

    def all(self) -> tuple[Schedule, ...]:
        """What one may handle, and what comes to oneself."""
        found = (one for one in self._book.all() if one.kind != ALERTS)
        return tuple(one for one in found if self._is_mine(one) or self._comes_to_me(one))

    def alerts(self) -> Schedule | None:
        """Who hears alerts, and when they are looked for; None where nobody does."""
        known = self._book.all() if self.workspace.has_team() else ()
        return next((one for one in known if one.kind == ALERTS), None)

    def is_mine(self, schedule: Schedule) -> bool:
        """Whether one may change it."""
        return self._is_mine(schedule)

    def find(self, number: int) -> Schedule:
        """A schedule that one may change; AbsentError for any other."""
        found = self._book.find(number)
        if not self._is_mine(found):
            raise AbsentError(
                say("there is no schedule number {number}", number=number),
                say("only who set it up and the owner may change it"),
            )
        return found

    def deliveries(self, most: int = 60) -> list[Delivery]:
        """What went out of the schedules that one handles, or to oneself; the newest first."""
        mine = {one.number for one in self._book.all(with_removed=True) if self._is_mine(one)}
        number = self.reader.number if self.reader else None
        found = self.workspace.deliveries().latest(most * 5)
        return [one for one in found if one.schedule in mine or (number and one.reader == number)][:most]

    # -- doing it

    def add(self, wish: Wish) -> Schedule:
        """Set a schedule up; InputError says what is wrong with it, RightsError that one may not."""
        owner = self.reader.number if self.reader else None
        return self._book.add(self._checked(wish, owner), clock.now())

    def change(self, number: int, wish: Wish) -> Schedule:
        """Set it up anew; it stays whose it is, and outside addresses stay under their rights."""
        return self._book.change(number, self._checked(wish, self.find(number).reader), clock.now())

    def tell(self, whom: Sequence[Recipient], at: str, language: str, title: str) -> Schedule | None:
        """Have alerts told to these, looked for at a time of each day; None: to nobody any more. RightsError for who changes no settings."""
        if not self.sees_everything:
            raise _refused(say("it needs the right to {ability}", ability=ABILITIES["settings"].title))
        known = self.alerts()
        if not whom:
            if known is not None:
                self._book.remove(known.number, clock.now())
            return None
        owner = known.reader if known else self.reader.number if self.reader else None
        found = tuple(self._recipient(one, ALERTS, owner) for one in whom)
        wanted = Schedule(ALERTS, daily(at), ("html",), found, owner, title, language=language)
        if known is not None:
            return self._book.change(known.number, wanted, clock.now())
        return self._book.add(wanted, clock.now())

    def pause(self, number: int) -> Schedule:
        """Let it not come."""
        return self._book.pause(self.find(number).number)

    def resume(self, number: int) -> Schedule:
        """Let it come again."""
        return self._book.resume(self.find(number).number, clock.now())

    def remove(self, number: int) -> Schedule:
        """Take it out."""
        return self._book.remove(self.find(number).number, clock.now())

    def send(self, number: int, cause: Cause = "person") -> Schedule:
        """Send it now to everybody."""
        found = self.find(number)
        Post(self.workspace).begin(found, cause)
        return found

    def retry(self, number: int) -> Delivery:
        """Try a delivery again that was given up or is in doubt; AbsentError for one of somebody else's schedules."""
        book = self.workspace.deliveries()
        self.find(book.find(number).schedule)
        return book.retry(number, clock.now())

    def next(self, schedule: Schedule) -> datetime | None:
        """When it comes next; None where it does not."""
        return Post(self.workspace).next(schedule)

    # -- checks

    def _is_mine(self, schedule: Schedule) -> bool:
        return self.sees_everything or (self.reader is not None and schedule.reader == self.reader.number)

    def _comes_to_me(self, schedule: Schedule) -> bool:
        return self.reader is not None and any(
            one.reader == self.reader.number for one in schedule.recipients
        )

    def _checked(self, wish: Wish, owner: int | None) -> Schedule:
        if not self.may_subscribe:
            raise _refused(say("it sends no reports"))
        if not self.may_send and wish.kind != PERSONAL:
            raise _refused(say("it has its own report sent, and no other"))
        kind_of(wish.kind)
        if wish.kind == "view" and not wish.view:
            raise InputError(say("no saved view was chosen"), do=say("choose the page that is to be sent"))
        if wish.language not in LANGUAGES:
            raise InputError(say("no language called “{name}”", name=wish.language))
        formats = tuple(one for one in FORMATS if one in wish.formats or one == "html")
        recipients = tuple(self._recipient(one, wish.kind, owner) for one in wish.recipients)
        view = wish.view if wish.kind == "view" else ""
        return Schedule(
            wish.kind, When.parse(wish.when), formats, recipients, owner, wish.title, view, wish.language
        )

    def _recipient(self, one: Recipient, kind: str, owner: int | None) -> Recipient:
        way = channel(one.channel, Place(self.workspace.folder, self.workspace.settings))
        if one.channel in _GUARDED and self.reader is not None and not self.reader.may("connect"):
            raise _refused(say("webhooks and folders are for whoever connects the CRM"))
        reader = self._reader(one)
        if reader is not None and one.channel == "smtp" and not one.address.strip():
            one = replace(one, address=reader.email)
        found = replace(one, address=way.checked(one.address), reader=reader.number if reader else None)
        if reader is not None and not found.name:
            found = replace(found, name=reader.name)
        if not self.may_send:
            self._check_self(found)
        if kind == PERSONAL:
            self._check_one_person(found, reader, owner)
        return found

    def _reader(self, one: Recipient) -> Reader | None:
        """Who of the team it is: a member's mail is always made by that member's rights."""
        if one.reader is not None:
            return self.workspace.access().readers.find(str(one.reader))
        if one.channel != "smtp" or not self.workspace.has_team():
            return None
        known = self.workspace.access().readers.all()
        return next((each.reader for each in known if each.reader.email == one.address.strip().lower()), None)

    def _check_self(self, one: Recipient) -> None:
        assert self.reader is not None
        is_own = one.reader == self.reader.number
        if not is_own or (one.channel == "smtp" and one.address.lower() != self.reader.email):
            raise _refused(say("it sends to itself only"))

    def _check_one_person(self, one: Recipient, reader: Reader | None, owner: int | None) -> None:
        """A personal report is made of one person's deals."""
        whose = reader
        if whose is None and owner is not None:
            whose = self.workspace.access().readers.find(str(owner))
        people = self.workspace.rights_of(whose.own).people if whose is not None else None
        if people is None or len(people) != 1:
            raise InputError(
                say("{name} cannot get a personal report", name=one.name or one.address),
                say("a personal report is about one person, and this recipient sees the deals of several"),
                say("choose another report for them, or another recipient"),
            )


def daily(at: str) -> When:
    """Every day at a local time; InputError where that is none.

    >>> daily("8:05").cron
    '5 8 * * *'
    """
    time = When.parse(f"workdays {at.strip()}").at
    return When("cron", cron=f"{time.minute} {time.hour} * * *")


def read_recipient(text: str, workspace: Workspace) -> Recipient:
    """A recipient as the shell and programs write one: an e-mail, `telegram:123456`, `folder:sales`, or `anna@example.com=telegram:123456` for somebody of the team."""
    who, mark, rest = (
        text.strip().partition("=")
        if not text.strip().startswith(("webhook:", "http"))
        else ("", "", text.strip())
    )
    rest = rest if mark or not who else who
    name, colon, address = rest.partition(":")
    reader = workspace.access().readers.find(who).number if mark else None
    if not colon:
        return Recipient("smtp", name, reader=reader)
    return Recipient(name, address, reader=reader)


def read_recipients(texts: Sequence[str], workspace: Workspace) -> tuple[Recipient, ...]:
    """Several of them."""
    return tuple(read_recipient(text, workspace) for text in texts)


def _refused(why: str) -> RightsError:
    return RightsError(say("your role does not allow this"), why, say("ask the owner for another role"))
