from django.urls import path

from heard.decisions.views import (
    advising,
    deciding,
    erasing,
    lining,
    proposing,
    protecting,
    reading,
)

app_name = "decisions"
urlpatterns = [
    path("waiting/", reading.waiting, name="waiting"),
    path("situation/<int:pk>/decide/", deciding.decide, name="decide"),
    path("conversation/<int:pk>/propose/", proposing.propose, name="propose"),
    path("conversation/<int:pk>/suspend/", protecting.suspend, name="suspend"),
    path(
        "organisation/<int:pk>/propose/",
        proposing.propose_for_organisation,
        name="propose_for_organisation",
    ),
    path("matter/<int:pk>/line/", lining.line, name="line"),
    path("contact/<int:pk>/erase/", erasing.erase, name="erase"),
    path("erasure/<int:pk>/", erasing.change_erasure, name="change_erasure"),
    path("<int:pk>/look-again/", proposing.look_again, name="look_again"),
    path("<int:pk>/", proposing.proposal, name="proposal"),
    path("<int:pk>/answer/", deciding.answer, name="answer"),
    path("<int:pk>/decide-now/", deciding.decide_now, name="decide_now"),
    path("<int:pk>/approve/", proposing.approve, name="approve"),
    path("<int:pk>/carry-out/", proposing.carry_out, name="carry_out"),
    path("<int:pk>/withdraw/", proposing.withdraw, name="withdraw"),
    path("<int:pk>/ask/", proposing.ask, name="ask"),
    path("advising/", advising.advising, name="advising"),
    path("advising/<int:pk>/", advising.advised, name="advised"),
    path("draft/<int:pk>/ask/", reading.ask_draft, name="ask_draft"),
    path("draft/<int:pk>/second-look/", reading.second_look, name="second_look"),
    path("suspension/<int:pk>/", protecting.change_suspension, name="change_suspension"),
    path("barrier/<int:pk>/lift/", protecting.lift, name="lift"),
]
