"""What happens to places, in words for the record."""

from gwella.core.text import mark

EVENTS = {
    "service.established": mark("The service was set up: {name_en}"),
    "councils.recorded": mark("Councils were recorded: {count}"),
    "boundaries.imported": mark("Boundaries were brought in: {count}"),
    "places.imported": mark("Postcodes were brought in: {count}"),
    "framework.brought_into_force": mark("Framework {framework} was brought into force for {school_year}"),
}
