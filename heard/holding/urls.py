from django.urls import URLPattern

app_name = "holding"
urlpatterns: list[URLPattern] = []
