from django.urls import path

from heard.closing import views

app_name = "closing"
urlpatterns = [
    path("conversation/<int:pk>/close/", views.close, name="close"),
    path("conversation/<int:pk>/reopen/", views.reopen, name="reopen"),
]
