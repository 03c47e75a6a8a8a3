from django.urls import path

from heard.situations.views import matters, owning

app_name = "situations"
urlpatterns = [
    path("conversation/<int:pk>/raise/", owning.raise_, name="raise"),
    path("conversation/<int:pk>/not-me/", owning.not_me, name="not_me"),
    path("conversation/<int:pk>/together/", matters.together, name="together"),
    path("<int:pk>/take-up/", owning.take_up, name="take_up"),
    path("<int:pk>/offer/", owning.offer, name="offer"),
    path("<int:pk>/hand-over/", owning.hand_over, name="hand_over"),
    path("<int:pk>/join/", owning.join, name="join"),
    path("matter/<int:pk>/", matters.matter, name="matter"),
    path("matter/<int:pk>/change/", matters.change_matter, name="change_matter"),
    path("matter/<int:pk>/debrief/", matters.debrief, name="debrief"),
]
