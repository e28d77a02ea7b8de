"""Agenda: availabilities, sessions, bookings without double, visits and what people came for."""
