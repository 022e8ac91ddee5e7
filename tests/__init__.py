"""Tests of gaitui."""
