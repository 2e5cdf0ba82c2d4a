"""The tables as they are, at /data/, for owners: Django's own admin, to look at only.

Nothing is changed here: a hand in the ledger, the consents or the audit would break what docs/guarantees.md promises.
"""

from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver

from coaching.store import tables
from coaching.web.console import guard, roles

_KEPT = ("index", "app_list", "jsi18n")
_KEPT_ENDS = ("_changelist", "_change")


class Data(AdminSite):
    """Behind the sign-in, the role and the second factor of the console; a sign-in of its own it has not."""

    site_header = site_title = index_title = "Data"
    site_url = None
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return guard.member(request).is_active

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """This will put the guard of the console before a view of the admin."""
        return login_required(guard.by_role(super().admin_view(view, cacheable), "data", roles.needed("data")))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Only what shows something: no way to add, change, delete, sign in or change a password."""
        return [kept for each in super().get_urls() for kept in _kept(each)]


def _kept(route: URLPattern | URLResolver) -> list[URLPattern | URLResolver]:
    if isinstance(route, URLResolver):
        own = [each for each in route.url_patterns if str(getattr(each, "name", "")).endswith(_KEPT_ENDS)]
        route.__dict__["url_patterns"] = own
    elif route.name in _KEPT:
        vars(route.callback).pop("login_url", None)  # the admin's own sign-in, which is not there
    else:
        return []
    return [route]


class Shown(ModelAdmin):
    """One table: pages of rows by key, and one row with its columns."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-pk",)

    def has_add_permission(self, *_: object, **__: object) -> bool:
        return False

    def has_change_permission(self, *_: object, **__: object) -> bool:
        return False

    def has_delete_permission(self, *_: object, **__: object) -> bool:
        return False

    def has_view_permission(self, *_: object, **__: object) -> bool:
        return True

    def has_module_permission(self, *_: object, **__: object) -> bool:
        return True


def build() -> Data:
    """This will register every table of ours."""
    made = Data(name="data")
    for table in tables.shown():
        looks = {"fields": table.columns, "list_display": table.listed}
        made.register(table.model, type(f"{table.model.__name__}Shown", (Shown,), looks))
    return made


site = build()
