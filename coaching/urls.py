"""Every address of the web face."""

urlpatterns: list[object] = []
