"""Designs in which enrolment comes after the return, beside the naive ones, and the periods of policy."""
