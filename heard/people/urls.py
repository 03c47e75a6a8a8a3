from django.urls import path

from heard.people import views
from heard.people.advising import views as advising
from heard.people.staff import views as staff

app_name = "people"
urlpatterns = [
    path("house/", views.house, name="house"),
    path("colleague/", views.colleague, name="add_colleague"),
    path("colleague/<int:pk>/", views.colleague, name="colleague"),
    path("colleague/<int:pk>/depart/", views.depart, name="depart"),
    path("colleague/<int:pk>/welcome-back/", views.welcome_back, name="welcome_back"),
    path("team/", views.team, name="add_team"),
    path("team/<int:pk>/", views.team, name="team"),
    path("calendar/", views.calendar, name="calendar"),
    path("adviser/", advising.adviser, name="adviser"),
    path("me/", views.me, name="me"),
    path("staff-data/", staff.register, name="staff_register"),
    path("staff-data/change/", staff.change, name="staff_change"),
    path("staff-data/annex/<slug:language>/", staff.printed, name="staff_annex"),
    path("staff-data/looks/", staff.looks, name="looks"),
]
