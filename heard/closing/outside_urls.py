"""The address behind "Did you feel heard?"."""

from django.urls import path

from heard.closing.views import outside

urlpatterns = [path("felt/<str:token>/", outside.felt, name="closing_felt")]
