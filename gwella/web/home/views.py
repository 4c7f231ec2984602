"""The way in, Today, the Service door, and the pages every footer links to."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from gwella.web.pages import PUBLIC, SIGNED_IN, page


@page(PUBLIC)
def front(request: HttpRequest) -> HttpResponse:
    """To Today in the reader's language."""
    language = translation.get_language_from_request(request)
    with translation.override(language):
        return HttpResponseRedirect(reverse("today"))


@page(PUBLIC)
def health(request: HttpRequest) -> HttpResponse:
    """Whether the service answers and its database does."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"ok": True})


@page(SIGNED_IN)
def today(request: HttpRequest) -> HttpResponse:
    """What each role comes to do first."""
    return render(request, "home/today.html")


@page(SIGNED_IN)
def service(request: HttpRequest) -> HttpResponse:
    """What the person may run: imports, people, allocation, letters, frameworks."""
    return render(request, "home/service.html")


@page(PUBLIC)
def using(request: HttpRequest) -> HttpResponse:
    """How to use Gwella, role by role."""
    return render(request, "home/using.html")


@page(PUBLIC)
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "home/accessibility.html")


@page(PUBLIC)
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice."""
    return render(request, "home/privacy.html")


@page(PUBLIC)
def decisions(request: HttpRequest) -> HttpResponse:
    """How decisions are made: what the program computes and what people decide."""
    return render(request, "home/decisions.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing here, or nothing for you: both look the same."""
    return render(request, "404.html", status=404)


def fault(request: HttpRequest) -> HttpResponse:
    """Something went wrong on our side."""
    return render(request, "500.html", status=500)
