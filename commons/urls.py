"""The addresses of the pages about people."""

from django.urls import path

from commons.views import acting, clients, collectives, notices, people, profiles

urlpatterns = [
    path("name/", people.name_yourself, name="name_yourself"),
    path("profile/", profiles.profile, name="profile"),
    path("profile/data/", profiles.data, name="your_data"),
    path("profile/data/<uuid:id>/", profiles.download, name="takeout"),
    path("privacy/", profiles.privacy, name="privacy"),
    path("developers/clients/", clients.clients, name="clients"),
    path("developers/clients/<slug:id>/remove/", clients.remove, name="client_remove"),
    path("acting-for/", acting.choose, name="acting"),
    path("notifications/", notices.listed, name="notifications"),
    path("notifications/read/", notices.read, name="notifications_read"),
    path("notifications/preferences/", notices.preferences, name="preferences"),
    path("notifications/<int:id>/", notices.opened, name="notification"),
    path("notifications/stop/<str:token>/", notices.stop, name="stop"),
    path("collectives/", collectives.listed, name="collectives"),
    path("collectives/new/", collectives.found, name="collective_new"),
    path("collectives/<uuid:id>/", collectives.shown, name="collective"),
    path("collectives/<uuid:id>/change/", collectives.change, name="collective_change"),
    path("collectives/<uuid:id>/people/", collectives.people, name="collective_people"),
    path("collectives/<uuid:id>/people/<uuid:member>/role/", collectives.role, name="collective_role"),
    path("collectives/<uuid:id>/people/<uuid:member>/end/", collectives.end, name="collective_end"),
    path(
        "collectives/<uuid:id>/invitations/<uuid:invitation>/again/",
        collectives.invitation_again,
        name="invitation_again",
    ),
    path(
        "collectives/<uuid:id>/invitations/<uuid:invitation>/withdraw/",
        collectives.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("invitations/<str:token>/", collectives.invitation, name="invitation"),
]
