from django.urls import URLPattern

app_name = "philosophy"
urlpatterns: list[URLPattern] = []
