"""Every change to people: roles, homes, the register, subscriptions."""

from community.people.services.choices import (
    choose_language,
    choose_ways,
    move_way,
    say_needs_help,
    stop_everything,
)
from community.people.services.devices import (
    check_device,
    device_name,
    forget_gone,
    keep_device,
    remove_device,
    remove_endpoint,
)
from community.people.services.duty import remove_duty, save_duty_phone, save_duty_turn, save_lead
from community.people.services.duty_imports import import_duty_phones, import_leads
from community.people.services.homes import remove_home, save_building, save_grid, save_household
from community.people.services.imports import ImportReport, import_residents, line_problem
from community.people.services.mailboxes import (
    ask_mailbox,
    confirm_mailbox,
    forget_mailbox,
    offers_email,
    stop_letters,
)
from community.people.services.residents import (
    change_resident,
    erase_resident,
    register_resident,
)
from community.people.services.roles import give_role, make_resident_account, take_role
from community.people.services.subscriptions import (
    CODE_LIFE,
    WrongCode,
    add_place,
    confirm_look,
    confirm_subscription,
    forget,
    remove_place,
    request_look,
    request_subscription,
)

__all__ = [
    "CODE_LIFE",
    "ImportReport",
    "WrongCode",
    "add_place",
    "ask_mailbox",
    "change_resident",
    "check_device",
    "choose_language",
    "choose_ways",
    "confirm_look",
    "confirm_mailbox",
    "confirm_subscription",
    "device_name",
    "erase_resident",
    "forget",
    "forget_gone",
    "forget_mailbox",
    "give_role",
    "import_duty_phones",
    "import_leads",
    "import_residents",
    "keep_device",
    "line_problem",
    "make_resident_account",
    "move_way",
    "offers_email",
    "register_resident",
    "remove_device",
    "remove_duty",
    "remove_endpoint",
    "remove_home",
    "remove_place",
    "request_look",
    "request_subscription",
    "save_building",
    "save_duty_phone",
    "save_duty_turn",
    "save_grid",
    "save_household",
    "save_lead",
    "say_needs_help",
    "stop_everything",
    "stop_letters",
    "take_role",
]
