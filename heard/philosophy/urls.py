from django.urls import path

from heard.philosophy.views import reading, writing

app_name = "philosophy"
urlpatterns = [
    path("", reading.reading, name="reading"),
    path("version/<int:number>/", reading.reading, name="version"),
    path("version/<int:number>/sign/", reading.sign, name="sign"),
    path("recognise/", reading.recognise, name="recognise"),
    path("begin/", writing.begin, name="begin"),
    path("draft/", writing.draft, name="draft"),
    path("draft/change/", writing.change_draft, name="change_draft"),
    path("draft/clause/<int:number>/", writing.clause, name="clause"),
    path("compare/<int:after>/", writing.comparison, name="comparison"),
    path("compare/<int:before>/<int:after>/", writing.comparison, name="comparison_between"),
    path("version/<int:number>/export/", writing.export, name="export"),
    path("take-in/", writing.take_in, name="take_in"),
    path("to-all/", writing.to_all, name="to_all"),
]
