from django.urls import path

from heard.huddles import views

app_name = "huddles"
urlpatterns = [
    path("situation/<int:pk>/gather/", views.gather, name="gather"),
    path("<int:pk>/", views.huddle, name="huddle"),
    path("<int:pk>/speak/", views.speak, name="speak"),
    path("<int:pk>/remark/", views.remark, name="remark"),
    path("<int:pk>/conclude/", views.conclude, name="conclude"),
]
