"""Figures for print: calendar dates, units, uncertainty, and colours that survive grey."""
