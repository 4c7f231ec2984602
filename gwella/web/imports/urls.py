from django.urls import path
from django.utils.translation import gettext_lazy as _

from gwella.web.imports import categories, councils, deciding, term_dates, views

urlpatterns = [
    path("", views.overview, name="imports"),
    path(_("file/<slug:kind>/"), views.upload, name="import_upload"),
    path(_("file/<slug:kind>/template/"), views.template, name="import_template"),
    path("<int:pk>/", views.preview, name="import"),
    path(_("<int:pk>/bring-in/"), views.commit, name="import_commit"),
    path(_("<int:pk>/put-aside/"), views.put_aside, name="import_put_aside"),
    path(_("<int:pk>/list/<slug:section>/"), views.section, name="import_section"),
    path(_("missing/"), deciding.missing, name="missing_schools"),
    path(_("missing/<int:pk>/"), deciding.decide_one_missing, name="missing_school"),
    path(_("differences/"), deciding.differences, name="register_differences"),
    path(_("differences/<int:pk>/"), deciding.decide_one_difference, name="register_difference"),
    path(_("categories/"), categories.category_differences, name="category_differences"),
    path(_("categories/<int:pk>/"), categories.category_difference, name="category_difference"),
    path(_("term-dates/"), term_dates.term_dates, name="term_dates"),
    path(_("councils/"), councils.councils, name="councils"),
    path(_("councils/<str:code>/"), councils.council_serving, name="council_serving"),
]
