"""Bulk work: no users, no network, no ORM."""
