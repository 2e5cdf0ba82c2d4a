"""The addresses of Today and of the figures."""

from coaching.web.console import figures, today, today_names
from coaching.web.console.guard import guarded

urlpatterns = [
    guarded("today/", today.page, name="today"),
    guarded("today/<slug:what>/", today_names.page, name="today-names"),
    guarded("figures/", figures.page, name="figures"),
    guarded("figures/<slug:figure>/", figures.page, name="figure"),
    guarded("figures/<slug:figure>/table/", figures.table, name="figure-table"),
]
