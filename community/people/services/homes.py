"""Grids, buildings and doors."""

from datetime import datetime
from typing import Any

from community.people.models import Building, Grid, Household
from community.places.models import Community


def save_grid(*, community: Community, slug: str, name: dict[str, str], worker: Any = None, now: datetime) -> Grid:
    """Make the grid `slug` of `community`, or bring it up to date. Raises ValidationError by field."""
    row = Grid.objects.filter(community=community, slug=slug).first() or Grid(community=community, slug=slug)
    row.name, row.worker = name, worker
    row.full_clean()
    row.save()
    return row


def save_building(
    *,
    grid: Grid,
    slug: str,
    name: dict[str, str],
    address: str = "",
    latitude: float,
    longitude: float,
    now: datetime,
) -> Building:
    """Make the building `slug` of `grid`, or bring it up to date. Raises ValidationError by field."""
    row = Building.objects.filter(grid=grid, slug=slug).first() or Building(grid=grid, slug=slug)
    row.name, row.address, row.latitude, row.longitude = name, address, latitude, longitude
    row.full_clean()
    row.save()
    return row


def save_household(*, building: Building, door: str, people: int = 1, now: datetime) -> Household:
    """Make the household behind `door`, or bring it up to date. Raises ValidationError by field."""
    row = Household.objects.filter(building=building, door=door).first() or Household(building=building, door=door)
    row.people = people
    row.full_clean()
    row.save()
    return row


def remove_home(row: Grid | Building | Household) -> None:
    """Take a grid, a building or a household out of the register. Its residents stay, without a door."""
    row.delete()
