from django.urls import path
from django.utils.translation import gettext_lazy as _

from gwella.web.frameworks import views

urlpatterns = [
    path("", views.frameworks, name="frameworks"),
    path(_("<slug:code>/"), views.framework, name="framework"),
]
