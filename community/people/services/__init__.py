"""Every change to people: roles, homes, the register, subscriptions."""

from community.people.services.homes import remove_home, save_building, save_grid, save_household
from community.people.services.imports import ImportReport, import_residents, line_problem
from community.people.services.residents import change_resident, erase_resident, register_resident
from community.people.services.roles import give_role, make_resident_account, take_role
from community.people.services.subscriptions import (
    CODE_LIFE,
    WrongCode,
    add_place,
    confirm_subscription,
    forget,
    remove_place,
    request_subscription,
)

__all__ = [
    "CODE_LIFE",
    "ImportReport",
    "WrongCode",
    "add_place",
    "change_resident",
    "confirm_subscription",
    "erase_resident",
    "forget",
    "give_role",
    "import_residents",
    "line_problem",
    "make_resident_account",
    "register_resident",
    "remove_home",
    "remove_place",
    "request_subscription",
    "save_building",
    "save_grid",
    "save_household",
    "take_role",
]
