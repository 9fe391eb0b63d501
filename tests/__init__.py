import os

# Frames are small in tests, and the processes of pytest-xdist share the work. Polars reads this when it is imported.
os.environ.setdefault("POLARS_MAX_THREADS", "1")
