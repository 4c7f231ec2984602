"""Every model of the domain, package by package, where Django looks for them."""

from gwella.domain.allocation.models import *  # noqa: F403
from gwella.domain.categories.models import *  # noqa: F403
from gwella.domain.figures.models import *  # noqa: F403
from gwella.domain.people.models import *  # noqa: F403
from gwella.domain.places.models import *  # noqa: F403
from gwella.domain.schools.models import *  # noqa: F403
