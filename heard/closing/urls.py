from django.urls import path

from heard.closing.views import ending, going_on

app_name = "closing"
urlpatterns = [
    path("conversation/<int:pk>/close/", ending.close, name="close"),
    path("conversation/<int:pk>/reopen/", ending.reopen, name="reopen"),
    path("situation/<int:pk>/ways-on/", going_on.ways_on, name="ways_on"),
]
