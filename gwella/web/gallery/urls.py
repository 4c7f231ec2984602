from django.urls import path

from gwella.web.gallery.views import gallery

urlpatterns = [path("", gallery, name="gallery")]
