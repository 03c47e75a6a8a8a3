from django.urls import path

from heard.journal import views

app_name = "journal"
urlpatterns = [
    path("errands/", views.errands, name="errands"),
    path("errands/<int:pk>/again/", views.again, name="again"),
]
