"""GET /account."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from voronka.clock import zone
from voronka.simulator.amocrm.call import Call
from voronka.simulator.amocrm.pages import Json, hal

_SYMBOLS = {"RUB": "руб.", "USD": "$", "EUR": "€"}
TASK_TYPES = [
    {"id": 1, "name": "Связаться", "color": None, "icon_id": None, "code": "FOLLOW_UP"},
    {"id": 2, "name": "Встреча", "color": None, "icon_id": None, "code": "MEETING"},
]


def account(call: Call) -> Response:
    """The account; `with` adds groups, task types, date settings and flags."""
    company, wanted = call.world.company, call.query.wanted
    body: Json = {
        "id": company.account_id,
        "name": company.account_name,
        "subdomain": company.subdomain,
        "created_at": company.started_at,
        "created_by": 0,
        "updated_at": company.started_at,
        "updated_by": 0,
        "current_user_id": call.user.id,
        "country": "RU",
        "currency": company.currency,
        "currency_symbol": _SYMBOLS.get(company.currency, company.currency),
        "language": "ru",
        "customers_mode": "disabled",
        "is_unsorted_on": any(stage.type == 1 for pipeline in company.pipelines for stage in pipeline.stages),
        "mobile_feature_version": 0,
        "is_loss_reason_enabled": bool(company.loss_reasons),
        "is_helpbot_enabled": False,
        "is_technical_account": False,
        "contact_name_display_order": 1,
    }
    flags = {"amojo_id": None, "uuid": None, "version": 11, "drive_url": None, "is_api_filter_enabled": True}
    body |= {name: value for name, value in flags.items() if name in wanted}
    body |= {"_links": call.link("account"), "_embedded": _embedded(call, wanted)}
    return hal(body)


def _embedded(call: Call, wanted: frozenset[str]) -> Json:
    company = call.world.company
    parts: dict[str, Any] = {
        "users_groups": [{"id": group.id, "name": group.name, "uuid": None} for group in company.groups],
        "task_types": TASK_TYPES,
        "amojo_rights": {"can_direct": True, "can_create_groups": True},
        "datetime_settings": _datetime_settings(call),
    }
    return {name: part for name, part in parts.items() if name in wanted}


def _datetime_settings(call: Call) -> Json:
    timezone = call.world.company.timezone
    offset = datetime.fromtimestamp(call.world.now(), UTC).astimezone(zone(timezone)).strftime("%z")
    return {
        "date_pattern": "d.m.Y H:i",
        "short_date_pattern": "d.m.Y",
        "short_time_pattern": "H:i",
        # The service's own documentation spells this key so, its client reads the right one: both are there.
        "date_formant": "d.m.Y",
        "date_format": "d.m.Y",
        "time_format": "H:i:s",
        "timezone": timezone,
        "timezone_offset": f"{offset[:3]}:{offset[3:]}",
    }
