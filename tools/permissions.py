"""Who may open what: one table, that the tests try on every address and that the docs show.

A check is the function that guards a view (`@permitted`, web/access.py). To add one: a row here.
The table is written by hand, apart from the code that decides: that is why a test can fail.
"""

import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

ADMINISTRATOR, COORDINATOR, DATA_STEWARD = "administrator", "coordinator", "data_steward"
ELECTED, MEMBER, MEDIATOR = "elected", "member", "mediator"
LETTER_WRITER, PRESCRIBER, QUARTER_MANAGER = "letter_writer", "prescriber", "quarter_manager"
ROLES = (
    ADMINISTRATOR,
    COORDINATOR,
    DATA_STEWARD,
    ELECTED,
    MEMBER,
    MEDIATOR,
    LETTER_WRITER,
    PRESCRIBER,
    QUARTER_MANAGER,
)
NO_ROLE = "no role"
SIGNED_IN = frozenset({*ROLES, NO_ROLE})
EVERY_ROLE = frozenset(ROLES)
PROFESSIONALS = EVERY_ROLE - {ELECTED}
KEEPERS = frozenset({ADMINISTRATOR, COORDINATOR, DATA_STEWARD})
STEERING = frozenset({ADMINISTRATOR, COORDINATOR})
# Those who receive people, for the organisation of a place.
RECEIVING = frozenset({MEMBER, MEDIATOR, LETTER_WRITER})
# Those who act for an organisation.
ACTING = RECEIVING | {PRESCRIBER}


@dataclass(frozen=True, slots=True)
class Rule:
    """Who a check lets in.

    `always`: whatever the object. `own`: only on what belongs to their organisation, or to
    themselves; another's answers 403, or 404 where even its existence is private. `learns`:
    refused, but told that the object does not exist (404) when it does not; the others get 403
    either way.
    """

    words: str
    always: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    learns: frozenset[str] = frozenset()
    private: bool = False


RULES: dict[str, Rule] = {
    "may_sign_in": Rule("anybody who is signed in", SIGNED_IN),
    "may_keep_own_account": Rule(
        "anybody who is signed in, on what is theirs", own=SIGNED_IN, private=True
    ),
    "may_keep_own_token": Rule(
        "anybody who is signed in, on a key of theirs", own=SIGNED_IN, private=True
    ),
    "may_read_figures": Rule("any role: lists and figures, no direct contact", EVERY_ROLE),
    "may_read_professional": Rule("professionals: direct contacts, admission", PROFESSIONALS),
    "may_keep_base": Rule("those who publish", KEEPERS),
    "may_restore_quarter": Rule("those who publish, on a quarter that was erased", KEEPERS),
    "may_keep_territory": Rule("those who publish, on a territory that has a page", KEEPERS),
    "may_load_outlines": Rule("those who publish, on a file of outlines that waits", KEEPERS),
    "may_compare": Rule("those who publish, and elected members", KEEPERS | {ELECTED}),
    "may_steer": Rule("those who steer the network: people and traces", STEERING),
    "may_see_invitation": Rule("those who steer, on an invitation that waits", STEERING),
    "may_see_membership": Rule("those who steer, on a role that is held", STEERING),
    "may_see_person": Rule("those who steer, on a person who has an account", STEERING),
    "may_read_partner": Rule("professionals, on an organisation of the directory", PROFESSIONALS),
    "may_keep_partner": Rule("those who publish, on an organisation", KEEPERS),
    "may_speak_for_place": Rule(
        "those who publish; whoever acts for the organisation of the place",
        KEEPERS,
        own=frozenset({MEMBER, MEDIATOR, LETTER_WRITER, PRESCRIBER}),
        learns=frozenset({QUARTER_MANAGER}),
    ),
    "may_propose": Rule("professionals, for any place and offer that exist", PROFESSIONALS),
    "may_decide": Rule("those who publish", KEEPERS),
    "may_decide_proposal": Rule("those who publish, on a proposal that was sent", KEEPERS),
    "may_decide_report": Rule("those who publish, on a report of anybody", KEEPERS),
    "may_see_proposal": Rule(
        "those who publish; its author", KEEPERS, own=PROFESSIONALS - KEEPERS, private=True
    ),
    "may_change_proposal": Rule("its author, and nobody else", own=PROFESSIONALS, private=True),
    "may_make_papers": Rule("professionals: papers, and where posters hang", PROFESSIONALS),
    "may_make_zone_papers": Rule("professionals, on a quarter that has a page", PROFESSIONALS),
    "may_take_down_posting": Rule("professionals, on a poster of the list", PROFESSIONALS),
    "may_plan_messages": Rule("those who steer: the communication plan", STEERING),
    "may_name_counter": Rule("those who publish, on a quarter that has a page", KEEPERS),
    "may_read_tools": Rule("professionals: the register of tools", PROFESSIONALS),
    "may_read_tool": Rule("professionals, on a tool of the register", PROFESSIONALS),
    "may_translate": Rule("those who publish", KEEPERS),
    "may_translate_into": Rule("those who publish, into a language of the site", KEEPERS),
    "may_keep_tools": Rule("those who publish", KEEPERS),
    "may_keep_tool": Rule("those who publish, on a tool of the register", KEEPERS),
    "may_decide_tool": Rule("those who publish, on a proposed tool", KEEPERS),
    "may_take_back_tool": Rule("its author, and nobody else", own=PROFESSIONALS, private=True),
    "may_ask": Rule("those who publish", KEEPERS),
    "may_run_campaign": Rule("those who publish, on a campaign that exists", KEEPERS),
    "may_ask_request": Rule("those who publish, on a place that is asked", KEEPERS),
    "may_import": Rule("those who publish", KEEPERS),
    "may_import_file": Rule("those who publish, on a file that exists", KEEPERS),
    "may_see_delivery": Rule("those who publish, on a delivery that exists", KEEPERS),
    "may_return": Rule("those who publish, on a source of which a delivery ended", KEEPERS),
    "may_link": Rule("those who publish", KEEPERS),
    "may_answer_pair": Rule("those who publish, on two records that look alike", KEEPERS),
    "may_undo_link": Rule("those who publish, on a link that was made", KEEPERS),
    "may_see_link_run": Rule("those who publish, on a search for links", KEEPERS),
    "may_use_agenda": Rule("those who receive people; those who steer", STEERING | RECEIVING),
    "may_book_for_somebody": Rule(
        "professionals: at the counter of their own house, as a prescriber elsewhere",
        PROFESSIONALS,
    ),
    "may_orient": Rule(
        "professionals; what a person keeps opens with the code that they give", PROFESSIONALS
    ),
    "may_read_counts": Rule("those who steer, and elected members", STEERING | {ELECTED}),
    "may_see_booking": Rule(
        "those who steer; whoever acts for the organisation; who booked it, and their house",
        STEERING,
        own=PROFESSIONALS - STEERING,
    ),
    "may_handle_place": Rule(
        "those who steer; whoever receives people for the organisation of the place",
        STEERING,
        own=RECEIVING,
    ),
    "may_handle_resource": Rule(
        "those who steer; whoever receives people for the organisation of a person or thing",
        STEERING,
        own=RECEIVING,
    ),
    "may_handle_motive": Rule(
        "those who steer; whoever receives people for the organisation of a motive",
        STEERING,
        own=RECEIVING,
    ),
    "may_handle_series": Rule(
        "those who steer; whoever receives people for the organisation of a series, or its place",
        STEERING,
        own=RECEIVING,
    ),
    "may_handle_session": Rule(
        "those who steer; whoever receives people for the organisation of a session, or its place",
        STEERING,
        own=RECEIVING,
    ),
    "may_use_sheets": Rule(
        "those who act for an organisation: they send people, and receive them", ACTING
    ),
    "may_read_sheet_figures": Rule(
        "those who act for an organisation (its own sheets), those who steer, elected members",
        ACTING | STEERING | {ELECTED},
    ),
    "may_see_sheet": Rule(
        "the house that sent a sheet, and the one that receives it now; nobody above them",
        own=ACTING,
    ),
    "may_keep_sheet": Rule("the house that sent a sheet", own=ACTING),
    "may_answer_sheet": Rule("the house that receives a sheet now", own=ACTING),
    "may_see_path": Rule("the house that wrote a path", own=ACTING),
    "may_keep_templates": Rule("those who steer the network: the templates of paths", STEERING),
    "may_keep_template": Rule("those who steer, on a template of paths and its steps", STEERING),
    "may_observe": Rule("any role: figures of zones, never of people", EVERY_ROLE),
    "may_observe_measure": Rule("any role, on a measure that is known", EVERY_ROLE),
    "may_observe_zone": Rule("any role, on a territory that has a page", EVERY_ROLE),
    "may_read_snapshot": Rule("any role, on a dossier that was kept", EVERY_ROLE),
    "may_keep_figures": Rule("those who publish: they load figures", KEEPERS),
    "may_load_figures": Rule("those who publish, on a file of figures that waits", KEEPERS),
    "may_follow_work": Rule("those who publish, on a long work that was asked", KEEPERS),
    "may_forget_figures": Rule("those who publish, on a set of figures", KEEPERS),
    "may_keep_reference": Rule("those who publish, on a number that the city entered", KEEPERS),
    "may_read_need": Rule("any role, on a need of residents", EVERY_ROLE),
    "may_keep_study": Rule("those who publish, on a study of the register", KEEPERS),
    "may_withdraw_study": Rule("those who publish, on a study that the city entered", KEEPERS),
    "may_keep_finding": Rule("those who publish, on a finding", KEEPERS),
    "may_say_structure_needs": Rule(
        "those who publish; those who act for an organisation, on what it lacks", KEEPERS | ACTING
    ),
    "may_keep_structure_need": Rule(
        "those who publish; whoever acts for the structure that has this need",
        KEEPERS,
        own=ACTING,
    ),
    "may_read_diagnosis": Rule("any role, on a diagnosis, or one of its stages", EVERY_ROLE),
    "may_lead_diagnosis": Rule("those who publish, on a diagnosis, or a stage", KEEPERS),
    "may_handle_booking": Rule(
        "those who steer; whoever receives people for the organisation, or in person",
        STEERING,
        own=RECEIVING,
    ),
}


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the site: its route, its pattern, whether it is public, its check."""

    route: str
    pattern: str
    public: bool
    check: str
    words: tuple[str, ...] = field(default=())

    @property
    def names_an_object(self) -> bool:
        """True unless its words say only in which format a file is wanted."""
        return bool(set(self.words) - {"ending"})


def addresses() -> list[Address]:
    """Return every address of the site, in the order of its pattern. Django must be set up."""
    from django.urls import get_resolver

    return sorted(_walk(get_resolver(), "", ""), key=lambda one: one.pattern)


def _walk(resolver: Any, space: str, start: str) -> Iterator[Address]:
    from django.urls import URLResolver

    from maillage.web.access import access_of

    for entry in resolver.url_patterns:
        pattern = f"{start}{entry.pattern}"
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry, inner, pattern)
        else:
            yield Address(
                route=f"{space}{entry.name}",
                pattern=f"/{pattern}",
                public=not getattr(entry.callback, "login_required", True),
                check=access_of(entry.callback),
                words=tuple(entry.pattern.converters),
            )


def permissions_page() -> str:
    """Return docs/reference/permissions.md."""
    _set_up()
    by_check: dict[str, list[str]] = defaultdict(list)
    public: list[str] = []
    for one in addresses():
        (public if one.public else by_check[one.check]).append(f"`{one.pattern}`")
    lines = [
        "# Permissions",
        "",
        "Written by `make docs` from `tools/permissions.py`, tried by",
        "`tests/architecture/test_permissions.py`: every address, role, own, other, missing",
        "object, GET and POST.",
        "",
        "● always · ◐ only on their own (another’s answers 403, or 404 where its existence is",
        "private) · empty: 403, whether the object exists or not. Nobody signed in: the door.",
        "A superuser of the command line is an administrator. Who may open a page and finds no",
        "object gets 404.",
        "",
        "| Check | Who | " + " | ".join([*(r.replace("_", " ") for r in ROLES), NO_ROLE]) + " |",
        "| --- | --- |" + " --- |" * (len(ROLES) + 1),
    ]
    for name, rule in RULES.items():
        if name in by_check:
            marks = [_mark(rule, role) for role in (*ROLES, NO_ROLE)]
            lines.append(f"| `{name}` | {rule.words} | " + " | ".join(marks) + " |")
    lines += ["", "## Addresses of the staff", ""]
    for name in RULES:
        if name in by_check:
            lines += [f"- `{name}`: " + ", ".join(by_check[name])]
    lines += ["", "## Public addresses", "", ", ".join(public), ""]
    return "\n".join(lines)


def _mark(rule: Rule, role: str) -> str:
    return "●" if role in rule.always else "◐" if role in rule.own else " "


def _set_up() -> None:
    from django.apps import apps

    if not apps.ready:
        import tempfile

        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")
        os.environ |= {
            "MAILLAGE_DEMO": "oui",
            "MAILLAGE_FOLDER": tempfile.mkdtemp(prefix="maillage-docs-"),
        }
        django.setup()
