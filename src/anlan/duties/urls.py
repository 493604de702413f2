"""The duties room's own addresses, under /duties/."""

from django.urls import path

from anlan.duties import campaign_pages, pack_pages, pages, table_pages

urlpatterns = [
    path("directives/new", pages.new),
    path("directives/<str:id>", pages.directive),
    path("directives/<str:id>/work", pages.work),
    path("directives/<str:id>/table", table_pages.table),
    path("directives/<str:id>/table/county", table_pages.county),
    path("directives/<str:id>/table.<str:form>", table_pages.file),
    path("directives/<str:id>/rows", table_pages.change),
    path("directives/<str:id>/rows/<str:no>", table_pages.row),
    path("campaigns/new", campaign_pages.new),
    path("campaigns/<str:id>", campaign_pages.run),
    path("gap", pages.gap),
    path("packs", pack_pages.show),
    path("packs.docx", pack_pages.file),
    path("gap/supplement", pages.supplement),
]
