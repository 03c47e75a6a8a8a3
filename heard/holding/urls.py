from django.urls import path

from heard.holding import views

app_name = "holding"
urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/<str:key>/promises.ics", views.feed, name="feed"),
    path("conversation/<int:pk>/promise/", views.promise, name="promise"),
    path("promise/<int:pk>/keep/", views.keep, name="keep"),
    path("promise/<int:pk>/renew/", views.renew, name="renew"),
    path("promise/<int:pk>/release/", views.release, name="release"),
    path("promise/<int:pk>/ask-for/", views.ask_for, name="ask_for"),
]
