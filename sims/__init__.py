"""The mathematics of Saddle: no Qt, no files, no clocks."""
