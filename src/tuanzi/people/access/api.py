"""What the house may ask of access."""

from tuanzi.people.access.authenticator import authenticator
from tuanzi.people.access.grants import grants_of, permissions_of
from tuanzi.people.access.repository_views import views
from tuanzi.people.access.roles import change_role, create_role, remove_role, roles
from tuanzi.people.access.rules import NEEDS_TOTP, PERMISSIONS, permissions_of_roles, role_codes, unfit
from tuanzi.people.access.second_factor import confirm_totp, offer_totp, pass_totp
from tuanzi.people.access.sessions import carry_on, demand_living, devices, sign_out
from tuanzi.people.access.sign_in import change_own_password, sign_in
from tuanzi.people.access.staff import active_names, change_staff, create, get, names_of, reset_password, set_places, staff_page
from tuanzi.people.access.views import change_view, choose_view, order_views, remove_view, save_view, share_view

__all__ = [
    "NEEDS_TOTP",
    "PERMISSIONS",
    "active_names",
    "authenticator",
    "carry_on",
    "change_own_password",
    "change_role",
    "change_staff",
    "change_view",
    "choose_view",
    "confirm_totp",
    "create",
    "create_role",
    "demand_living",
    "devices",
    "get",
    "grants_of",
    "names_of",
    "offer_totp",
    "order_views",
    "pass_totp",
    "permissions_of",
    "permissions_of_roles",
    "remove_role",
    "remove_view",
    "reset_password",
    "role_codes",
    "roles",
    "save_view",
    "set_places",
    "share_view",
    "sign_in",
    "sign_out",
    "staff_page",
    "unfit",
    "views",
]
