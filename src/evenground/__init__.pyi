from evenground import equity as equity
from evenground.library import Cube as Cube
from evenground.main import measure as measure
from evenground.main import read_plan as read_plan
from evenground.main import report as report

__version__: str
