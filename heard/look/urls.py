from django.urls import path

from heard.look import views

app_name = "look"
urlpatterns = [path("", views.catalogue, name="catalogue")]
