from django.urls import path

from heard.desk import outbox, peers, register, views

app_name = "desk"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("list/<slug:name>/", views.listing, name="listing"),
    path("live/", views.live_numbers, name="live_numbers"),
    path("live/<slug:name>/", views.live_listing, name="live_listing"),
    path("conversation/<int:pk>/", views.conversation, name="conversation"),
    path("conversation/<int:pk>/live/", views.live_conversation, name="live_conversation"),
    path("register/", register.register, name="register"),
    path("contact/", register.edit_contact, name="add_contact"),
    path("contact/<int:pk>/", register.contact, name="contact"),
    path("contact/<int:pk>/edit/", register.edit_contact, name="edit_contact"),
    path("contact/<int:pk>/merge/", register.merge, name="merge"),
    path("merge/<int:pk>/part/", register.part, name="part"),
    path("organisation/", register.edit_organisation, name="add_organisation"),
    path("organisation/<int:pk>/", register.organisation, name="organisation"),
    path("organisation/<int:pk>/edit/", register.edit_organisation, name="edit_organisation"),
    path("search/", views.search, name="search"),
    path("promises/", views.promises, name="promises"),
    path("message/<int:pk>/thank/", peers.thank, name="thank"),
    path("week/", peers.week, name="week"),
    path("own/", peers.own, name="own"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<int:pk>/", outbox.letter, name="outbox_letter"),
    path("to-you/<int:pk>/", outbox.letter_to_you, name="letter_to_you"),
]
