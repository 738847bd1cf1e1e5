"""Alerts as an assistant tells of them."""

from __future__ import annotations

from typing import Any

from voronka.language import say
from voronka.mcp.asker import Asker
from voronka.mcp.told import Told
from voronka.render.alerts import address_of, told
from voronka.render.words import Words
from voronka.workspace.alerting import Alerting, Standing


def told_alerts(asker: Asker, limit: int) -> Told:
    """What rings now in the deals that the asker may see, in words and as values."""
    desk = Alerting(asker.company, asker.caller.name).desk()
    words = Words(asker.language)
    shown = [_told(asker, one, words) for one in desk.standing[:limit]]
    head = say("Looked {moment}.", moment=asker.moment(desk.at)).in_(asker.language)
    lines = [
        " ".join(one[name] for name in ("title", "sentence", "stake", "advice") if one[name]) for one in shown
    ]
    lines = lines or [say("All is as usual.").in_(asker.language)]
    values = {"looked_at": asker.moment(desk.at), "total": len(desk.standing), "alerts": shown}
    return "\n\n".join([head, *lines, asker.link("/alerts")]).strip(), values


def _told(asker: Asker, one: Standing, words: Words) -> dict[str, Any]:
    alert, said = one.alert, told(one.alert, words)
    deals = address_of(alert)
    names = ("observed", "usual", "low", "high")
    return {
        "rule": alert.rule,
        "title": asker.hidden(f"{said.title}."),
        "sentence": asker.hidden(said.sentence),
        "stake": said.stake,
        "advice": said.advice,
        **{name: getattr(alert, name) for name in names},
        "unit": alert.unit,
        "deals": alert.n,
        "link": asker.link(deals) if deals else "",
    }
