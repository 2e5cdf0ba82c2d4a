"""The addresses of the list of people and of what is done with many of them."""

from coaching.web.console import groups, many, people, people_export, saved_filters, tags
from coaching.web.console.guard import guarded

urlpatterns = [
    guarded("people/", people.listing, name="people"),
    guarded("people/export/", people_export.export, name="people-export"),
    guarded("people/group/", groups.sheet, name="group"),
    guarded("people/group/<int:change>/undo/", groups.undo, name="group-undo"),
    guarded("many/", many.listing, name="many"),
    guarded("many/new/", many.choose, name="many-new"),
    guarded("many/count/", many.count, name="many-count"),
    guarded("many/<int:change>/", many.page, name="many-one"),
    guarded("many/<int:change>/stop/", many.stop, name="many-stop"),
    guarded("people/filters/", saved_filters.keep, name="filter-keep"),
    guarded("people/filters/<int:kept>/delete/", saved_filters.drop, name="filter-delete"),
    guarded("people/filters/<int:kept>/restore/", saved_filters.bring_back, name="filter-restore"),
    guarded("people/<int:enrolment>/tags/", tags.change, name="person-tags"),
]
