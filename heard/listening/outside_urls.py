"""The two addresses that the other side ever sees."""

from django.urls import path

from heard.listening.views import outside

urlpatterns = [
    path("heard/<str:token>/", outside.answer, name="listening_answer"),
    path("not-me/<str:token>/", outside.not_me, name="listening_not_me"),
]
