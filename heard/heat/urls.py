from django.urls import path

from heard.heat import views

app_name = "heat"
urlpatterns = [
    path("learnt/", views.learnt, name="learnt"),
    path("<int:pk>/why/", views.why, name="why"),
    path("<int:pk>/disagree/", views.disagree, name="disagree"),
]
