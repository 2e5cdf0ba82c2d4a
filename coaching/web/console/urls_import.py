"""The addresses of imports."""

from coaching.web.console import importing
from coaching.web.console.guard import guarded

urlpatterns = [
    guarded("people/import/", importing.listing, name="import"),
    guarded("people/import/<int:upload>/", importing.page, name="import-one"),
    guarded("people/import/<int:upload>/begin/", importing.begin, name="import-begin"),
    guarded("people/import/<int:upload>/undo/", importing.undo, name="import-undo"),
    guarded("people/import/<int:upload>/refused.csv", importing.bad, name="import-bad"),
]
