"""The books: whether everything that was planned is accounted for."""

from django.http import HttpRequest
from ninja import Router

from coaching import bootstrap
from coaching.core.scopes import Scope
from coaching.journeys import books as journey
from coaching.web.api import bearer, told
from coaching.web.api.told import BooksTold

router = Router(tags=["Books"])


@router.get("/books", auth=bearer.needs(Scope.BOOKS_READ), response=BooksTold, operation_id="get_books")
def get_books(request: HttpRequest) -> BooksTold:
    """The equation as of now; it names nobody."""
    del request
    return told.books(journey.draw_up(bootstrap.moment()))
