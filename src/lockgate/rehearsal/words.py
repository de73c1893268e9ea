"""Words that addresses are made of: streets, their suffixes in two manners, units, urbanizations.

Suffixes and directionals are those of USPS Publication 28, appendix C and section 233.
"""

STREETS = tuple(
    (
        "Maple|Oak|Cedar|Pine|Elm|Walnut|Chestnut|Hickory|Magnolia|Sycamore|Juniper|Willow|Poplar|Dogwood|Laurel|"
        "Aspen|Birch|Spruce|Cypress|Hawthorn|Washington|Lincoln|Jefferson|Madison|Monroe|Jackson|Franklin|Hamilton|"
        "Grant|Sherman|Sheridan|Lafayette|Marshall|Houston|Travis|Crockett|Fannin|Lamar|Bowie|Carver|Douglass|"
        "Tubman|Wheatley|Chavez|Juarez|Morelos|Hidalgo|Zaragoza|San Pedro|San Antonio|Santa Rosa|Santa Clara|"
        "La Paloma|Del Rio|Buena Vista|Monte Verde|Vista Del Sol|Lake Shore|River Bend|Spring Creek|Mill Pond|"
        "Stone Ridge|Fox Hollow|Deer Run|Quail Hollow|Eagle Nest|Heron Bay|Meadow Lark|Blue Jay|Cardinal|"
        "Robin Hood|Sherwood|Nottingham|Windsor|Canterbury|Oxford|Cambridge|Bristol|Plymouth|Salem|Concord|"
        "Lexington|Bunker Hill|Valley Forge|Gettysburg|Shiloh|Antietam|Appomattox|Savannah|Charleston|Memphis|"
        "Nashville|Dallas|Denver|Phoenix|Tucson|Sacramento|Seattle|Tacoma|Spokane|Portland|Eugene|Boise|Helena|"
        "Bismarck|Pierre|Lansing|Dayton|Toledo|Akron|Canton|Hartford|Albany|Utica|Ithaca|Geneva|Rochester|"
        "Kensington|Chelsea|Fulton|Greenwich|Hudson|Mercer|Orchard|Vineyard|Prairie|Pasture|Harvest|Windmill|"
        "Lighthouse|Harbor|Anchor|Schooner|Mariner|Clipper|Commerce|Industrial|Foundry|Railroad|Depot|Station|"
        "Market|Mechanic|College|University|Academy|Library|Museum|Theater|Church|Chapel|Temple|Cathedral|Abbey|"
        "Sunset|Sunrise|Horizon|Summit|Highland|Lowland|Valley|Canyon|Mesa|Butte|Bluff|1st|2nd|3rd|4th|5th|7th|9th|"
        "12th|18th|23rd|34th|47th|61st|88th|101st"
    ).split("|")
)
"""Names of streets, without number, directional or suffix."""

SUFFIX_SHORT = ("St", "Ave", "Rd", "Dr", "Ln", "Ct", "Pl", "Blvd", "Cir", "Ter", "Way", "Pkwy", "Trl")
SUFFIX_LONG = (
    "Street", "Avenue", "Road", "Drive", "Lane", "Court", "Place", "Boulevard", "Circle", "Terrace", "Way", "Parkway",
    "Trail",
)  # fmt: skip
DIRECTION_SHORT = ("", "N", "S", "E", "W", "NE", "SW")
DIRECTION_LONG = ("", "North", "South", "East", "West", "Northeast", "Southwest")
UNIT_MANNERS = ("Apt", "#", "Apartment", "Apt.", "Unit")
URBANIZATIONS = (
    "Urb Las Gladiolas", "Urb Villa Fontana", "Urb Santa Juanita", "Urb Las Lomas", "Urb Country Club",
    "Urb Levittown", "Urb Puerto Nuevo", "Urb Bello Monte", "Urb Caparra Heights", "Urb Royal Town",
)  # fmt: skip
MAJOR_STATES = ("TX", "CA", "FL", "NY", "NJ", "IL", "GA", "NC", "VA", "MD", "MA", "AZ", "WA", "CO", "NV", "TN")
"""States a home is drawn from four times as often as by their number of ZIP codes."""
