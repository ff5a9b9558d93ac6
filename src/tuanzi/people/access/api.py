"""What the house may ask of access."""

from tuanzi.people.access.authenticator import authenticator
from tuanzi.people.access.grants import grants_of, permissions_of
from tuanzi.people.access.roles import change_role, create_role, remove_role, roles
from tuanzi.people.access.rules import NEEDS_TOTP, PERMISSIONS, permissions_of_roles, role_codes, unfit
from tuanzi.people.access.second_factor import confirm_totp, offer_totp, pass_totp
from tuanzi.people.access.sessions import carry_on, demand_living, devices, sign_out
from tuanzi.people.access.sign_in import change_own_password, sign_in
from tuanzi.people.access.staff import active_names, change_staff, create, get, names_of, reset_password, set_places, staff_page

__all__ = [
    "NEEDS_TOTP",
    "PERMISSIONS",
    "active_names",
    "authenticator",
    "carry_on",
    "change_own_password",
    "change_role",
    "change_staff",
    "confirm_totp",
    "create",
    "create_role",
    "demand_living",
    "devices",
    "get",
    "grants_of",
    "names_of",
    "offer_totp",
    "pass_totp",
    "permissions_of",
    "permissions_of_roles",
    "remove_role",
    "reset_password",
    "role_codes",
    "roles",
    "set_places",
    "sign_in",
    "sign_out",
    "staff_page",
    "unfit",
]
