"""The gallery: every component in use with invented data, in both languages. For the manual, the tests and the eye."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gwella.web.gallery.examples import examples
from gwella.web.gallery.forms import example_form
from gwella.web.pages import PUBLIC, page


@page(PUBLIC)
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component, and a form with its errors shown."""
    context = {"groups": examples(request.GET), "form": example_form()}
    return render(request, "gallery/gallery.html", context)
