from django.urls import path
from django.utils.translation import gettext_lazy as _

from gwella.web.people import interests, listing, person, roles

urlpatterns = [
    path("", listing.people, name="people"),
    path(_("export/"), listing.export, name="people_export"),
    path(_("interests/"), interests.mine, name="interests"),
    path(_("interests/declare/"), interests.declare, name="interest_declare"),
    path(_("interests/all/"), interests.everyone, name="interests_all"),
    path(_("interests/all/export/"), interests.export, name="interests_export"),
    path(_("interests/<int:pk>/end/"), interests.end, name="interest_end"),
    path(_("roles/"), roles.roles, name="roles"),
    path(_("roles/give/"), roles.give, name="role_give"),
    path(_("roles/<int:pk>/end/"), roles.end, name="role_end"),
    path("<int:pk>/", person.person, name="person"),
    path(_("<int:pk>/change/"), person.change, name="person_change"),
    path(_("<int:pk>/interest/"), interests.declare_for, name="person_interest"),
]
