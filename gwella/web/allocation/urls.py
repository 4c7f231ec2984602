from django.urls import path
from django.utils.translation import gettext_lazy as _

from gwella.web.allocation import deciding, listing, pair, views

urlpatterns = [
    path("", views.runs, name="allocation"),
    path(_("new/"), views.new_run, name="allocation_new"),
    path("<int:number>/", views.run, name="allocation_run"),
    path(_("<int:number>/schools/"), listing.proposals, name="allocation_list"),
    path(_("<int:number>/schools/export/"), listing.export, name="allocation_export"),
    path(_("<int:run>/schools/<str:school>/"), pair.pair, name="allocation_pair"),
    path(_("<int:number>/loads/"), views.loads, name="allocation_loads"),
    path(_("<int:number>/confirm/"), deciding.check, name="allocation_confirm"),
    path(_("<int:number>/confirmed/"), deciding.say_yes, name="allocation_say_yes"),
    path(_("<int:number>/put-aside/"), deciding.put_aside, name="allocation_put_aside"),
]
