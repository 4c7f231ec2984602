"""The application's addresses, and Django's admin list of schools with the columns of ours."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import path

from gwella.config.urls import urlpatterns as ours
from gwella.domain.schools.models import School


class Open(admin.AdminSite):
    """Open to whoever asks: it lives in the benchmark alone."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Everybody."""
        return True


class Schools(admin.ModelAdmin):  # type: ignore[type-arg]
    """A list as one writes it in ten lines."""

    list_display = ("name_en", "number", "council", "phase", "medium", "pupils", "postcode")
    list_filter = ("council", "phase", "medium", "kind")
    search_fields = ("name_en", "name_cy", "number")
    list_per_page = 50

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Everybody."""
        return True


rival = Open("rival")
rival.register(School, Schools)
urlpatterns = [path("rival/", rival.urls), *ours]
handler404, handler500 = "gwella.web.home.views.not_found", "gwella.web.home.views.fault"
