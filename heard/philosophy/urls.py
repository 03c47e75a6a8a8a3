from django.urls import path

from heard.philosophy import views

app_name = "philosophy"
urlpatterns = [
    path("", views.reading, name="reading"),
    path("version/<int:number>/", views.reading, name="version"),
    path("version/<int:number>/sign/", views.sign, name="sign"),
    path("recognise/", views.recognise, name="recognise"),
    path("begin/", views.begin, name="begin"),
    path("draft/", views.draft, name="draft"),
    path("draft/change/", views.change_draft, name="change_draft"),
    path("draft/clause/<int:number>/", views.clause, name="clause"),
]
