from django.urls import path

from heard.holding import views

app_name = "holding"
urlpatterns = [
    path("conversation/<int:pk>/promise/", views.promise, name="promise"),
    path("promise/<int:pk>/keep/", views.keep, name="keep"),
    path("promise/<int:pk>/renew/", views.renew, name="renew"),
    path("promise/<int:pk>/release/", views.release, name="release"),
    path("promise/<int:pk>/ask-for/", views.ask_for, name="ask_for"),
]
