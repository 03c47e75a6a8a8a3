from django.urls import URLPattern

app_name = "heat"
urlpatterns: list[URLPattern] = []
