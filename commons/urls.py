"""The addresses of the pages about people."""

from django.urls import path

from commons.views import people

urlpatterns = [path("name/", people.name_yourself, name="name_yourself")]
