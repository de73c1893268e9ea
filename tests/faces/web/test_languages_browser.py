"""The pages in Spanish in a real browser: chosen by its button, looked over by axe, no wider than 320 pixels."""

from browsing import Looker, chromium, served

ROOMS = {
    "Ada": ("work", "find", "packs/irs-ice-2025"),
    "Ben": ("review", "pictures"),
    "Mia": ("orders/new", "registers/standing", "safeguards"),
    "Ida": ("agency", "request", "draft", "purpose", "check"),
}
OF_THE_CASE = {"find", "review", "pictures"}


def in_spanish(looker: Looker, name: str) -> None:
    assert looker.page.locator("html").get_attribute("lang") == "es", name
    looker.page.get_by_text("Para qué es esta página, y según qué regla").click()
    looker.looked_over(f"es-{name.replace('/', '-')}")


def test_every_kind_of_page_in_spanish(proposed):
    with served(proposed) as url, chromium() as browser:
        for who, rooms in ROOMS.items():
            looker = Looker.at(browser, url)
            looker.page.goto("/")
            looker.press("Español")
            looker.press(f"Iniciar sesión como {who}")
            draft = f"/agency/requests/{proposed.scene.case}"
            for room in rooms:
                if room == "draft":
                    looker.page.goto("/agency")
                    looker.press("Nueva solicitud")
                    draft = looker.page.url
                elif who == "Ida":
                    own = {"agency": "/agency", "request": draft, "purpose": f"{draft}/parts/purpose"}
                    looker.page.goto(own.get(room, f"{draft}/{room}"))
                else:
                    looker.page.goto(f"{proposed.case}/{room}" if room in OF_THE_CASE else f"/{room}")
                in_spanish(looker, room)
        looker.press("English")
        assert looker.page.locator("html").get_attribute("lang") == "en"
