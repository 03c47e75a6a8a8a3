from django.urls import path

from heard.people import views

app_name = "people"
urlpatterns = [
    path("house/", views.house, name="house"),
    path("colleague/", views.colleague, name="add_colleague"),
    path("colleague/<int:pk>/", views.colleague, name="colleague"),
    path("colleague/<int:pk>/depart/", views.depart, name="depart"),
    path("team/", views.team, name="add_team"),
    path("team/<int:pk>/", views.team, name="team"),
    path("calendar/", views.calendar, name="calendar"),
    path("me/", views.me, name="me"),
]
