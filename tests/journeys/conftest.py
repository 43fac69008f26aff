"""Journeys start and kill many processes of the product: they are forked from one that has imported it."""

from nursery import quick_starts

__all__ = ["quick_starts"]
