from django.urls import path
from django.utils.translation import gettext_lazy as _

from gwella.web.work import views

urlpatterns = [path(_("work/<int:pk>/"), views.work, name="work")]
