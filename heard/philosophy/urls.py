from django.urls import path

from heard.philosophy.views import cards, reading, scenes, second_reader, signing, writing

app_name = "philosophy"
urlpatterns = [
    path("", reading.reading, name="reading"),
    path("version/<int:number>/", reading.reading, name="version"),
    path("version/<int:number>/sign/", signing.sign, name="sign"),
    path("sign/", signing.signing, name="signing"),
    path("remind/<int:pk>/", signing.remind, name="remind"),
    path("recognise/", reading.recognise, name="recognise"),
    path("begin/", writing.begin, name="begin"),
    path("draft/", writing.draft, name="draft"),
    path("draft/change/", writing.change_draft, name="change_draft"),
    path("draft/clause/<int:number>/", writing.clause, name="clause"),
    path("draft/whole/", second_reader.whole, name="whole"),
    path("draft/ask/", second_reader.ask_reader, name="ask_reader"),
    path("compare/<int:after>/", writing.comparison, name="comparison"),
    path("compare/<int:before>/<int:after>/", writing.comparison, name="comparison_between"),
    path("version/<int:number>/export/", writing.export, name="export"),
    path("take-in/", writing.take_in, name="take_in"),
    path("to-all/", writing.to_all, name="to_all"),
    path("draft/clause/<int:number>/scene/<str:language>/", cards.of_clause, name="scene_for"),
    path("cards/", cards.cards, name="cards"),
    path("cards/new/", cards.card, name="new_card"),
    path("cards/<str:key>/", cards.card, name="card"),
    path("cards/<str:key>/switch/", cards.switch, name="switch_card"),
    path("scene/", scenes.scene, name="scene"),
    path("scene/more/", scenes.more, name="more_scenes"),
    path("scene/<int:pk>/answer/", scenes.answer, name="answer_scene"),
    path("scene/by-mail/<str:token>/", scenes.by_mail, name="scene_by_mail"),
    path("rhythm/", scenes.rhythm, name="rhythm"),
    path("clause-of-the-week/close/", scenes.close_clause, name="close_clause"),
]
