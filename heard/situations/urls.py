from django.urls import path

from heard.situations import views

app_name = "situations"
urlpatterns = [
    path("conversation/<int:pk>/raise/", views.raise_, name="raise"),
    path("conversation/<int:pk>/not-me/", views.not_me, name="not_me"),
    path("<int:pk>/take-up/", views.take_up, name="take_up"),
    path("<int:pk>/offer/", views.offer, name="offer"),
    path("<int:pk>/hand-over/", views.hand_over, name="hand_over"),
    path("<int:pk>/join/", views.join, name="join"),
]
