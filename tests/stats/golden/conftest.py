"""The script that makes the numbers needs packages that the tests do not."""

collect_ignore = ["make.py"]
