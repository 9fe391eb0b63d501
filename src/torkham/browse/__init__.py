"""The page in which a dataset is read: one HTML file, without network, with everything in it.

Data → page: `reading` takes what the page shows from a dataset folder, `sample` decides how much of it, `compare` finds
what a second dataset says otherwise, `compact` writes it as JSON, `pictures` adds the figures, and `page` puts it
together with the files of `assets/`, of which the page's own script shows every text as text.
"""

from torkham.browse.page import browse
from torkham.browse.reading import NotBrowsableError

__all__ = ["NotBrowsableError", "browse"]
