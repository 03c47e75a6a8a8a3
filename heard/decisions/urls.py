from django.urls import path

from heard.decisions import views

app_name = "decisions"
urlpatterns = [
    path("waiting/", views.waiting, name="waiting"),
    path("situation/<int:pk>/decide/", views.decide, name="decide"),
    path("conversation/<int:pk>/propose/", views.propose, name="propose"),
    path("conversation/<int:pk>/suspend/", views.suspend, name="suspend"),
    path("<int:pk>/", views.proposal, name="proposal"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/approve/", views.approve, name="approve"),
    path("<int:pk>/carry-out/", views.carry_out, name="carry_out"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/ask/", views.ask, name="ask"),
    path("draft/<int:pk>/ask/", views.ask_draft, name="ask_draft"),
    path("draft/<int:pk>/second-look/", views.second_look, name="second_look"),
    path("suspension/<int:pk>/", views.change_suspension, name="change_suspension"),
    path("barrier/<int:pk>/lift/", views.lift, name="lift"),
]
