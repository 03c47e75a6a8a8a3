from django.urls import URLPattern

app_name = "huddles"
urlpatterns: list[URLPattern] = []
