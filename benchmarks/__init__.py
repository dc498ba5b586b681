"""Measure speed and memory; nothing here is run by the tests."""
